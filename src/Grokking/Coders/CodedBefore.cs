using Grokking.Runs;
namespace Grokking.Coders;

/// <summary>What has been coded of one checkpoint, so that coders that take others' containers into account do not code them again.</summary>
internal sealed class CodedBefore
{
    private readonly Dictionary<CoderKind, IReadOnlyList<CodedNetwork>> found = [];

    /// <summary>The networks of a coder, coded now if they have not been.</summary>
    public IReadOnlyList<CodedNetwork> Of(CoderKind kind, CheckpointToCode input, CancellationToken cancellation)
    {
        if (!found.TryGetValue(kind, out IReadOnlyList<CodedNetwork>? networks))
        {
            networks = CheckpointCoders.Create(kind) is Gauge.GaugeCoder gauge ? gauge.Code(input, this, cancellation) : CheckpointCoders.Create(kind).Code(input, cancellation);
            found.Add(kind, networks);
        }

        return networks;
    }
}
