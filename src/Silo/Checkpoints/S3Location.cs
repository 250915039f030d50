using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>A bucket of Amazon S3 or of a server that speaks its protocol.</summary>
internal sealed record S3Location : CheckpointLocation
{
    private const string Scheme = "s3://";
    private const string EndpointName = "endpoint";
    private const string RegionName = "region";

    // What gives a secret away in the name of a parameter.
    private static readonly string[] Secrets = ["key", "secret", "token", "password", "credential", "signature"];

    private S3Location(string bucket, string prefix, Uri? endpoint, string? region)
        : base(TextOf(bucket, prefix, endpoint, region)) => (Bucket, Prefix, Endpoint, Region) = (bucket, prefix, endpoint, region);

    /// <summary>The bucket's name.</summary>
    public string Bucket { get; }

    /// <summary>What comes before every key, without a slash at its ends; empty where keys stand alone.</summary>
    public string Prefix { get; }

    /// <summary>Scheme, host and port of the server; null for Amazon's.</summary>
    public Uri? Endpoint { get; }

    /// <summary>The bucket's region; null takes the environment's, or at an endpoint the one that all servers take.</summary>
    public string? Region { get; }

    /// <inheritdoc cref="CheckpointLocation.Parse"/>
    public static new S3Location Parse(string given)
    {
        // First of all: whatever else is wrong, a secret must not get into a message.
        if (Decoded(given).Contains('@', StringComparison.Ordinal))
        {
            throw Credentials();
        }

        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal("has no '//' after 's3:'");
        }

        string[] halves = given[Scheme.Length..].Split('?', 2);
        string[] segments = halves[0].TrimEnd('/').Split('/');
        Dictionary<string, string> parameters = Parameters(halves.Length == 1 ? "" : halves[1]);
        return new S3Location(
            BucketOf(segments[0]),
            PrefixOf(segments[1..]),
            parameters.TryGetValue(EndpointName, out string? endpoint) ? EndpointOf(endpoint) : null,
            parameters.TryGetValue(RegionName, out string? region) ? RegionOf(region) : null);
    }

    public override ICheckpointStore Open() => new S3CheckpointStore(this);

    private static string Decoded(string text) => Uri.UnescapeDataString(text) is var once && once == text ? text : Decoded(once);

    private static Dictionary<string, string> Parameters(string query)
    {
        Dictionary<string, string> parameters = [];
        foreach (string each in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = each.Split('=', 2);
            string name = sides[0];
            if (name is not (EndpointName or RegionName))
            {
                throw Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) ? Credentials() : Refusal($"has a parameter '{name}'");
            }

            if (sides.Length == 1 || !parameters.TryAdd(name, Uri.UnescapeDataString(sides[1])))
            {
                throw Refusal($"gives '{name}' without a value or twice");
            }
        }

        return parameters;
    }

    private static string BucketOf(string name)
    {
        // Not repeated: it may be half of a pair of keys.
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw Refusal("has a ':' in the name of the bucket, while a server is given as endpoint");
        }

        return name.Length is >= 3 and <= 63 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            ? name
            : throw Refusal($"names the bucket '{name}', while buckets have 3 to 63 lower-case letters, digits, '-' and '.'");
    }

    private static string PrefixOf(string[] segments) =>
        segments.All(each => each is not ("" or "." or "..") && each.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            ? string.Join('/', segments)
            : throw Refusal($"has the prefix '{string.Join('/', segments)}', while prefixes have letters, digits, '-', '_' and '.' between single '/'");

    private static Uri EndpointOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.PathAndQuery == "/" && uri.Fragment.Length == 0
            ? uri
            : throw Refusal($"has the endpoint '{text.Split('?')[0]}', while endpoints are http://HOST:PORT or https://HOST[:PORT]");

    private static string RegionOf(string text) =>
        text.Length is > 0 and <= 63 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-')
            ? text
            : throw Refusal($"has the region '{text}', while regions have letters, digits and '-'");

    private static SiloException Credentials() => Refusal(
        "seems to hold credentials, which belong into the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), a profile or a role");

    private static string TextOf(string bucket, string prefix, Uri? endpoint, string? region)
    {
        string[] parameters =
        [
            .. endpoint is null ? [] : (string[])[$"{EndpointName}={endpoint.GetLeftPart(UriPartial.Authority)}"],
            .. region is null ? [] : (string[])[$"{RegionName}={region}"],
        ];
        return $"{Scheme}{bucket}{(prefix.Length == 0 ? "" : "/")}{prefix}{(parameters.Length == 0 ? "" : "?")}{string.Join('&', parameters)}";
    }
}
