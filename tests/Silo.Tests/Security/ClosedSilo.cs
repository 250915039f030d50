using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests.Security;

/// <summary>A silo with a token and certificates, for the tests of a class.</summary>
public sealed class ClosedSilo : IAsyncLifetime
{
    public const string Token = "right-0123456789abcdef";

    internal TemporaryDirectory Temporary { get; } = new();

    internal TestAuthority Authority { get; private set; } = null!;

    internal TlsFiles Files { get; private set; } = null!;

    internal EmbeddedSilo Silo { get; private set; } = null!;

    internal string TokenFile => Path.Combine(Temporary.Path, "token");

    public async ValueTask InitializeAsync()
    {
        Authority = new(Temporary.Path);
        Files = Authority.Sign();
        PrivateFile.Write(TokenFile, Token);
        Silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = Path.Combine(Temporary.Path, "data"), TokenFile = TokenFile, Tls = Files });
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Authority.Dispose();
        Temporary.Dispose();
    }
}
