namespace GrokCluster.Silo.Security;

/// <summary>Environment variables that stand in for options that are not given. What is secret is never an option itself, as the list of processes shows those.</summary>
public static class Variables
{
    /// <summary>For <c>--redis</c>.</summary>
    public const string Redis = "GROK_REDIS";

    /// <summary>For <c>--redis-password-file</c>.</summary>
    public const string RedisPasswordFile = "GROK_REDIS_PASSWORD_FILE";

    /// <summary>For <c>--token-file</c>.</summary>
    public const string TokenFile = "GROK_TOKEN_FILE";

    /// <summary>For <c>--tls-certificate</c>.</summary>
    public const string TlsCertificate = "GROK_TLS_CERTIFICATE";

    /// <summary>For <c>--tls-key</c>.</summary>
    public const string TlsKey = "GROK_TLS_KEY";

    /// <summary>For <c>--tls-ca</c>.</summary>
    public const string TlsAuthority = "GROK_TLS_CA";

    /// <summary>For <c>--log-format</c>.</summary>
    public const string LogFormat = "GROK_LOG_FORMAT";

    /// <summary>What was given, else what the variable says; an empty variable counts as none.</summary>
    public static string? Or(this string? given, string variable) => given ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null);
}
