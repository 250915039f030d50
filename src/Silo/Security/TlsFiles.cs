namespace GrokCluster.Silo.Security;

/// <summary>Files, in PEM, by which silos and clients prove to one another that they belong together.</summary>
/// <param name="Certificate">The own certificate, and after it those between it and the authority, if there are any. For servers and for clients, as a silo is both.</param>
/// <param name="Key">The certificate's private key, without a passphrase.</param>
/// <param name="Authority">The certificates of the authority. Whoever has one that it signed is let in: it should sign for nobody but this cluster.</param>
public sealed record TlsFiles(string Certificate, string Key, string Authority)
{
    /// <summary>The files that are given; null where none is.</summary>
    /// <param name="certificate">As <see cref="Certificate"/>.</param>
    /// <param name="key">As <see cref="Key"/>.</param>
    /// <param name="authority">As <see cref="Authority"/>.</param>
    /// <exception cref="SiloOptionsException">Some are given, and not all.</exception>
    public static TlsFiles? Of(string? certificate, string? key, string? authority)
    {
        (string Option, string? File)[] files = [("--tls-certificate", certificate), ("--tls-key", key), ("--tls-ca", authority)];
        string[] missing = [.. files.Where(each => each.File is null).Select(each => each.Option)];
        return missing.Length switch
        {
            0 => new(Path.GetFullPath(certificate!), Path.GetFullPath(key!), Path.GetFullPath(authority!)),
            3 => null,
            _ => throw new SiloOptionsException([$"TLS needs a certificate, its key and the authority's certificate, and {string.Join(" and ", missing)} is missing; give --tls-certificate, --tls-key and --tls-ca, or none of them."]),
        };
    }
}
