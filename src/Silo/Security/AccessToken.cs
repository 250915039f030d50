using System.Security.Cryptography;
using System.Text;

namespace GrokCluster.Silo.Security;

/// <summary>
/// The token that HTTP asks for, in a file. A file that is replaced counts within seconds, so that who scrapes metrics and who serves them can be given a new one without a restart.
/// </summary>
internal sealed class AccessToken
{
    /// <summary>Fewer letters could be guessed.</summary>
    public const int Shortest = 16;

    private const string What = "token file (--token-file)";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly TimeProvider clock;
    private byte[] digest;
    private long lookedAt;

    private AccessToken(string path, TimeProvider clock)
    {
        this.path = path;
        this.clock = clock;
        digest = Digest(Read(path));
        lookedAt = clock.GetTimestamp();
    }

    /// <summary>Reads the token.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">Tells when to look at the file again.</param>
    /// <exception cref="SiloOptionsException">The file cannot be read, or does not hold a token.</exception>
    public static AccessToken Open(string path, TimeProvider clock) => new(path, clock);

    /// <summary>Whether this is the token, in a time that does not depend on how much of it is right.</summary>
    public bool Matches(string given)
    {
        if (clock.GetElapsedTime(lookedAt) > LookEvery)
        {
            lookedAt = clock.GetTimestamp();
            digest = Again() ?? digest;
        }

        return CryptographicOperations.FixedTimeEquals(Digest(given), digest);
    }

    // A file that is away or half written for a moment changes nothing.
    private byte[]? Again()
    {
        try
        {
            return Digest(Read(path));
        }
        catch (SiloOptionsException)
        {
            return null;
        }
    }

    private static string Read(string path)
    {
        string token = SecretFile.Read(path, What);
        return token.Length >= Shortest && token.All(letter => letter is > ' ' and <= '~')
            ? token
            : throw new SiloOptionsException([$"The {What} is {path}, which holds {token.Length} characters; allowed are at least {Shortest} on one line, letters, digits and signs without spaces; make one with: openssl rand -hex 24 > {path}"]);
    }

    // Of equal length for tokens of any.
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
