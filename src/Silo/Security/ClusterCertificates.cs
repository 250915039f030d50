using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace GrokCluster.Silo.Security;

/// <summary>
/// Mutual TLS between silos and clients: each side shows a certificate that the cluster's own authority signed, for the use that it is put to. Names are not compared: silos are reached by
/// addresses that change, and what counts is to be one of the cluster. Certificates are read once; a renewed one counts after a restart.
/// </summary>
internal sealed class ClusterCertificates
{
    /// <summary>What clients call every silo.</summary>
    public const string Host = "grokcluster";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection authorities;
    private readonly X509Certificate2 own;
    private readonly SslStreamCertificateContext chain;

    private ClusterCertificates(X509Certificate2 own, X509Certificate2Collection between, X509Certificate2Collection authorities)
    {
        this.own = own;
        this.authorities = authorities;
        chain = SslStreamCertificateContext.Create(own, between, offline: true);
    }

    /// <summary>When the own certificate ends.</summary>
    public DateTimeOffset Expires => own.NotAfter;

    /// <summary>Reads the files and tries whether what they hold can work.</summary>
    /// <param name="files">The files.</param>
    /// <param name="clock">Tells whether a certificate has expired.</param>
    /// <exception cref="SiloOptionsException">It cannot; one sentence says which file and why.</exception>
    public static ClusterCertificates Read(TlsFiles files, TimeProvider clock)
    {
        X509Certificate2Collection authorities = Certificates("authority's certificate (--tls-ca)", files.Authority);
        X509Certificate2Collection sent = Certificates("certificate (--tls-certificate)", files.Certificate);
        X509Certificate2 own = WithKey(files);
        if (own.NotAfter < clock.GetLocalNow().DateTime || own.NotBefore > clock.GetLocalNow().DateTime)
        {
            throw Refusal($"certificate (--tls-certificate) is {files.Certificate}, which counts from {own.NotBefore.ToUniversalTime():u} to {own.NotAfter.ToUniversalTime():u}, and that is not now; renew it and start again");
        }

        ClusterCertificates read = new(own, [.. sent.Skip(1)], authorities);
        foreach (string use in new[] { ServerUse, ClientUse })
        {
            if (read.Doubt(own, [.. sent.Skip(1)], use) is { } doubt)
            {
                throw Refusal($"certificate (--tls-certificate) is {files.Certificate}, which others would refuse as a {(use == ServerUse ? "server" : "client")}'s: {doubt}; give one that the authority in {files.Authority} (--tls-ca) signed for servers and clients");
            }
        }

        return read;
    }

    /// <summary>Has a silo or a client show the certificate, and ask for one.</summary>
    public void Configure(TlsOptions tls)
    {
        tls.LocalCertificate = own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, seen, _) => Doubt(certificate, seen) is null;
        tls.OnAuthenticateAsServer = (_, options) => Configure((SslServerAuthenticationOptions)options.SslServerAuthenticationOptions);
        tls.OnAuthenticateAsClient = (_, options) => Configure((SslClientAuthenticationOptions)options.SslClientAuthenticationOptions);
    }

    /// <summary>Has a connection show the certificate.</summary>
    public void Configure(SslClientAuthenticationOptions options) => (options.TargetHost, options.ClientCertificateContext) = (Host, chain);

    // With those between it and the authority, which Orleans' own way leaves out.
    private void Configure(SslServerAuthenticationOptions options) => (options.ServerCertificateSelectionCallback, options.ServerCertificateContext) = (null, chain);

    /// <summary>Why another's certificate does not count; null where it does.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="seen">What came with it, and what it has to be good for.</param>
    public string? Doubt(X509Certificate2 certificate, X509Chain? seen) => Doubt(
        certificate, [.. seen?.ChainElements.Select(each => each.Certificate) ?? []], seen?.ChainPolicy.ApplicationPolicy.OfType<Oid>().FirstOrDefault()?.Value);

    private string? Doubt(X509Certificate2 certificate, X509Certificate2Collection between, string? use)
    {
        using X509Chain tried = new();
        tried.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        tried.ChainPolicy.CustomTrustStore.AddRange(authorities);
        tried.ChainPolicy.ExtraStore.AddRange(between);
        tried.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        tried.ChainPolicy.DisableCertificateDownloads = true;
        if (use is not null)
        {
            tried.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        }

        return tried.Build(certificate) ? null : string.Join(", ", tried.ChainStatus.Select(each => each.StatusInformation.ReplaceLineEndings(" ").TrimEnd('.', ' ')).Distinct());
    }

    private static X509Certificate2Collection Certificates(string what, string path)
    {
        X509Certificate2Collection read = [];
        try
        {
            read.ImportFromPemFile(path);
        }
        catch (Exception fault) when (SecretFile.Unreadable(fault) || fault is CryptographicException)
        {
            throw Refusal($"{what} is {path}, which cannot be read: {SecretFile.Reason(fault)}; give a file in PEM that this user may read");
        }

        return read.Count > 0 ? read : throw Refusal($"{what} is {path}, which holds no certificate in PEM; it begins with -----BEGIN CERTIFICATE-----");
    }

    private static X509Certificate2 WithKey(TlsFiles files)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        }
        catch (Exception fault) when (SecretFile.Unreadable(fault) || fault is CryptographicException)
        {
            throw Refusal($"key (--tls-key) is {files.Key}, which cannot be used with {files.Certificate}: {SecretFile.Reason(fault)}; give the private key of that certificate, in PEM and without a passphrase");
        }
    }

    private static SiloOptionsException Refusal(string what) => new([$"The {what}."]);
}
