using System.Net;
using System.Security.Authentication;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>The silo's one connection to its storage, shared by membership, grain state, reminders and health. It reconnects by itself.</summary>
internal sealed class StorageConnection : IAsyncDisposable
{
    // Milliseconds.
    private const int Patience = 15_000;

    private readonly Lazy<Task<IConnectionMultiplexer>> connection;

    public StorageConnection(ConfigurationOptions configuration)
    {
        Configuration = configuration;
        configuration.ClientName = SiloOptions.ServiceId;
        configuration.AbortOnConnectFail = true;

        // While every core trains, an answer can wait for a thread for seconds; giving up on it would fail a write that was made, or take a storage that is busy for one that is not there.
        configuration.AsyncTimeout = Math.Max(configuration.AsyncTimeout, Patience);
        configuration.ConnectTimeout = Math.Max(configuration.ConnectTimeout, Patience);
        connection = new(async () => await ConnectionMultiplexer.ConnectAsync(configuration));
    }

    public ConfigurationOptions Configuration { get; }

    /// <summary>Where the storage is, without the password.</summary>
    public string Address => string.Join(",", Configuration.EndPoints.Select(each => each is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : each.ToString()));

    /// <summary>Whether the storage is elsewhere and this silo was told no password for it.</summary>
    public bool IsOpen => string.IsNullOrEmpty(Configuration.Password) && !Configuration.EndPoints.All(IsLoopback);

    /// <summary>The connection in the form in which Orleans' providers take it: shared, so that none of them closes it.</summary>
    public async Task<(IConnectionMultiplexer Multiplexer, bool IsShared)> ShareAsync() => (await connection.Value, true);

    /// <summary>Connects, or says in words why not.</summary>
    /// <exception cref="SiloException">Nothing answers, or it wants another password.</exception>
    public async Task<IConnectionMultiplexer> OpenAsync()
    {
        try
        {
            return await connection.Value;
        }
        catch (RedisConnectionException fault)
        {
            string reason = IsOfCertificate(fault) ? "its certificate does not count here, for its name or its authority (SSL_CERT_FILE names further authorities)"
                : fault.FailureType == ConnectionFailureType.AuthenticationFailure ? "it refused the password" : "nothing answered there";
            throw new SiloException($"The storage at {Address} cannot be used: {reason}; check the address, the password and that it runs (--redis HOST:PORT,password=…, or --redis-password-file FILE).", fault);
        }
    }

    public async Task<TimeSpan> PingAsync() => await (await connection.Value).GetDatabase().PingAsync();

    public async ValueTask DisposeAsync()
    {
        if (connection.IsValueCreated && connection.Value.IsCompletedSuccessfully)
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    // The client says the same of a certificate as of a password, except for what lies behind it.
    private static bool IsOfCertificate(Exception? fault) => fault is AuthenticationException || (fault is not null && IsOfCertificate(fault.InnerException));

    private static bool IsLoopback(EndPoint place) => place switch
    {
        IPEndPoint address => IPAddress.IsLoopback(address.Address),
        DnsEndPoint name => name.Host == "localhost",
        _ => true,
    };
}
