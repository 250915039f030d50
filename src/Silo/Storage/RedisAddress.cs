using GrokCluster.Silo.Security;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>Reads how a storage is reached. The given text may hold a password and is never repeated.</summary>
internal static class RedisAddress
{
    private const string Allowed = "allowed is HOST:PORT[,password=…]";

    /// <summary>The connection's options.</summary>
    /// <param name="redis"><c>HOST:PORT[,password=…]</c> and other options of StackExchange.Redis.</param>
    /// <param name="passwordFile">Holds the password; null where the text has it, or none is needed.</param>
    /// <exception cref="SiloOptionsException">The text cannot be read, or the password comes twice or not.</exception>
    public static ConfigurationOptions Parse(string redis, string? passwordFile)
    {
        ConfigurationOptions options = Fault(redis) is { } fault ? throw new SiloOptionsException([fault]) : ConfigurationOptions.Parse(redis);
        if (passwordFile is null)
        {
            return options;
        }

        if (HasPassword(options))
        {
            throw new SiloOptionsException(["The password of Redis stands in the address (--redis) and in a file (--redis-password-file); leave one of them out."]);
        }

        options.Password = SecretFile.Read(passwordFile, "password file of Redis (--redis-password-file)");
        return options;
    }

    /// <summary>Why a text is none; null where it is one.</summary>
    public static string? Fault(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis).EndPoints.Count == 0 ? $"The Redis address (--redis) names no host; {Allowed}." : null;
        }
        catch (ArgumentException fault)
        {
            return $"The Redis address (--redis) cannot be read: {fault.Message.ReplaceLineEndings(" ")}; {Allowed}.";
        }
    }

    /// <summary>Whether a text that can be read names a password.</summary>
    public static bool HasPassword(string redis) => Fault(redis) is null && HasPassword(ConfigurationOptions.Parse(redis));

    private static bool HasPassword(ConfigurationOptions options) => !string.IsNullOrEmpty(options.Password);
}
