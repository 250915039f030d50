using System.CommandLine;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Silo;
using GrokCluster.Silo.Security;

namespace GrokCluster.Client.Commands;

/// <summary>The options of every command that talks to a running cluster.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string> data = new("--data") { HelpName = "DIR", Description = "Data directory of a silo on this machine.", DefaultValueFactory = _ => ".grok" };
    private readonly Option<string?> redis = new("--redis") { HelpName = "HOST:PORT[,password=…]", Description = $"The cluster's storage, instead of --data. [default: ${Variables.Redis}, if set]" };
    private readonly Option<string> cluster = new("--cluster-id") { HelpName = "ID", Description = "Which cluster of that storage.", DefaultValueFactory = _ => SiloOptions.DefaultClusterId };
    private readonly Option<string?> passwordFile = File("--redis-password-file", Variables.RedisPasswordFile, "Holds the password of --redis.");
    private readonly Option<string?> certificate = File("--tls-certificate", Variables.TlsCertificate, "Certificate to show to silos that ask for one, in PEM.");
    private readonly Option<string?> key = File("--tls-key", Variables.TlsKey, "Its private key, in PEM.");
    private readonly Option<string?> authority = File("--tls-ca", Variables.TlsAuthority, "Certificates of the cluster's authority, in PEM.");
    private readonly Option<bool> json = new("--json") { Description = "Print JSON, a value a line, for programs." };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(data);
        command.Add(redis);
        command.Add(passwordFile);
        command.Add(cluster);
        command.Add(certificate);
        command.Add(key);
        command.Add(authority);
        command.Add(json);
        return command;
    }

    /// <summary>The cluster that is meant.</summary>
    public ClusterTarget Target(ParseResult parsed)
    {
        bool isDirectoryGiven = parsed.GetResult(data) is { Implicit: false };
        if (isDirectoryGiven && parsed.GetValue(redis) is not null)
        {
            throw new BadInputException("--redis: given together with --data; allowed is one of the two; delete the other");
        }

        string? storage = isDirectoryGiven ? null : parsed.GetValue(redis).Or(Variables.Redis);
        return new(parsed.GetRequiredValue(data), storage, parsed.GetRequiredValue(cluster)) { RedisPasswordFile = PasswordFile(parsed, storage), Tls = Tls(parsed) };
    }

    /// <summary>Whether output is for programs.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    private string? PasswordFile(ParseResult parsed, string? storage) => (parsed.GetValue(passwordFile), storage) switch
    {
        ({ }, null) => throw new BadInputException("--redis-password-file: given without --redis; allowed is both together; name the storage, or delete it"),
        (null, { } redis) when !ClusterAddress.HasPassword(redis) => ((string?)null).Or(Variables.RedisPasswordFile),
        (var file, _) => file,
    };

    private TlsFiles? Tls(ParseResult parsed)
    {
        try
        {
            return TlsFiles.Of(parsed.GetValue(certificate).Or(Variables.TlsCertificate), parsed.GetValue(key).Or(Variables.TlsKey), parsed.GetValue(authority).Or(Variables.TlsAuthority));
        }
        catch (SiloOptionsException fault)
        {
            throw new BadInputException(fault.Message);
        }
    }

    private static Option<string?> File(string name, string variable, string what) => new(name) { HelpName = "FILE", Description = $"{what} [default: ${variable}, if set]" };
}
