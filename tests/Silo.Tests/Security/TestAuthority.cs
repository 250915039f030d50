using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo.Tests.Security;

/// <summary>An authority that signs certificates for one test, and writes them as the files that a user would have.</summary>
internal sealed class TestAuthority : IDisposable
{
    public static readonly string[] BothUses = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

    private readonly string directory;
    private readonly X509Certificate2 root;
    private int signed;

    public TestAuthority(string directory, string name = "authority")
    {
        this.directory = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        root = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1000), TimeProvider.System.GetUtcNow().AddDays(1000));
        RootFile = Write("ca.crt", root.ExportCertificatePem());
    }

    /// <summary>The authority's certificate, in PEM.</summary>
    public string RootFile { get; }

    /// <summary>Signs a certificate for server and client that counts today, unless told otherwise.</summary>
    /// <param name="fromDay">First day that it counts, from today.</param>
    /// <param name="toDay">Last day.</param>
    /// <param name="uses">What it is for.</param>
    public TlsFiles Sign(int fromDay = -1, int toDay = 10, params string[] uses)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=silo {++signed}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. (uses.Length == 0 ? BothUses : uses).Select(each => new Oid(each))], critical: false));
        DateTimeOffset today = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.Create(root, today.AddDays(fromDay), today.AddDays(toDay), RandomNumberGenerator.GetBytes(8));
        return new(Write($"{signed}.crt", certificate.ExportCertificatePem()), Write($"{signed}.key", key.ExportPkcs8PrivateKeyPem()), RootFile);
    }

    /// <summary>Options that name files.</summary>
    public static string[] Options(TlsFiles files) => ["--tls-certificate", files.Certificate, "--tls-key", files.Key, "--tls-ca", files.Authority];

    public void Dispose() => root.Dispose();

    private string Write(string name, string text)
    {
        string path = Path.Combine(directory, name);
        PrivateFile.Write(path, text);
        return path;
    }
}
