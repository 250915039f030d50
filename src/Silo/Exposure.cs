using System.Net;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>Says at start, in a line each, what is more open than it has to be. Not refused: a network policy, a tunnel or a machine without neighbours may guard it.</summary>
internal static partial class Exposure
{
    /// <summary>Logs what there is to say.</summary>
    public static void Report(IServiceProvider services)
    {
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"{nameof(GrokCluster)}.{nameof(Exposure)}");
        foreach (string warning in Warnings(services.GetRequiredService<SiloOptions>(), services.GetRequiredService<StorageConnection>()))
        {
            LogWarning(logger, warning);
        }
    }

    /// <summary>What is more open than it has to be.</summary>
    public static IEnumerable<string> Warnings(SiloOptions options, StorageConnection storage)
    {
        bool isReached = !IPAddress.IsLoopback(options.BindAddress);
        if (isReached && options.Tls is null)
        {
            yield return $"Whoever reaches {options.BindAddress} can give this silo work and read its results, unencrypted: only on a network that you trust, or with certificates (--tls-certificate, --tls-key, --tls-ca).";
        }

        if (isReached && options.DataDirectory is not null)
        {
            yield return $"The storage that this silo hosts at {options.BindAddress} asks for its password, but is not encrypted; where others listen in, join an encrypted Redis (--redis HOST:PORT,ssl=true).";
        }

        if (storage.IsOpen)
        {
            yield return $"The storage at {storage.Address} took this silo without a password: whoever reaches it can change every sweep. Give it one (requirepass) and name it with --redis-password-file.";
        }

        foreach (string file in new[] { options.TokenFile, options.Tls?.Key, options.RedisPasswordFile }.OfType<string>().Where(SecretFile.IsOpenToOthers))
        {
            yield return $"Every user of this machine can read {file}; take that right away: chmod o-rwx {file}";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
