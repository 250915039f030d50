using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace GrokCluster.Silo.Security;

/// <summary>Finds out why a silo that is there does not take a connection: Orleans tells its clients only that none does.</summary>
internal static class GatewayProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A silo that refuses a certificate hangs up at once; one that takes it waits for the first message.
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(1);

    /// <summary>What keeps a client from a silo, as a sentence for its user; null where it is not TLS.</summary>
    /// <param name="gateway">Where the silo takes clients.</param>
    /// <param name="certificates">The client's; null where it has none.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<string?> FaultAsync(IPEndPoint gateway, ClusterCertificates? certificates, CancellationToken cancellation)
    {
        string? doubt = null;
        bool asked = false;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using TcpClient connection = new();
        try
        {
            await connection.ConnectAsync(gateway, patience.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return null;
        }

        await using SslStream stream = new(connection.GetStream(), leaveInnerStreamOpen: false, Accept);
        SslClientAuthenticationOptions options = new() { TargetHost = ClusterCertificates.Host };
        certificates?.Configure(options);
        bool refused;
        bool silent = false;
        try
        {
            await stream.AuthenticateAsClientAsync(options, patience.Token);
            refused = await HangsUpAsync(stream, patience.Token);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException or OperationCanceledException)
        {
            // A silo that does not encrypt hangs up on what it takes for a faulty message; one that is merely busy says nothing yet.
            silent = fault is OperationCanceledException;
            refused = asked && !silent;
        }

        return (certificates, asked) switch
        {
            (null, true) => $"The silo at {gateway} asks for a certificate; give those of its cluster with --tls-certificate, --tls-key and --tls-ca (or GROK_TLS_CERTIFICATE, GROK_TLS_KEY and GROK_TLS_CA).",
            (null, false) => null,
            (_, false) when silent => null,
            (_, false) => $"The silo at {gateway} does not encrypt; leave out --tls-certificate, --tls-key and --tls-ca, or start the silos with them.",
            _ when doubt is not null => $"The silo at {gateway} shows a certificate that does not count: {doubt}; check that --tls-ca is the authority of this cluster.",
            _ when refused => $"The silo at {gateway} refuses the certificate; check that the authority of its cluster signed what --tls-certificate names.",
            _ => null,
        };

        bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            asked = true;
            doubt = certificates is not null && certificate is X509Certificate2 shown ? certificates.Doubt(shown, chain) : null;
            return doubt is null;
        }
    }

    private static async Task<bool> HangsUpAsync(SslStream stream, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(RefusalPatience);
        try
        {
            return await stream.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
