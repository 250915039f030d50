using Grokking.Coders.Fourier;
using Grokking.Model;

namespace Grokking.Coders.Gauge;

/// <summary>The matrices of a reduced network as a container has them, in its order. Rows are tokens, heads or neurons, columns the directions of the residual stream.</summary>
/// <param name="Modulus">p.</param>
/// <param name="Architecture">The network's own.</param>
/// <param name="IsMerged">Whether the heads are one: a table of the mean and one of half the difference of what the two operands give. Else a table a head serves both operands.</param>
/// <param name="IsRotated">Whether the residual stream is rotated and the first norm's gain one number. Else there are all D directions as the network has them, and a gain for each.</param>
/// <param name="Order">The order of the tokens in which the tables are Fourier transformed, if they are.</param>
internal sealed record GaugeShape(int Modulus, Architecture Architecture, bool IsMerged, bool IsRotated, TokenOrder Order)
{
    /// <summary>Index of <c>means</c>.</summary>
    public int Means => TableCount;

    /// <summary>How many attention patterns there are.</summary>
    public int Heads => IsMerged ? 1 : Architecture.Heads;

    /// <summary>How many tables of tokens come first.</summary>
    public int TableCount => IsMerged ? 2 : Architecture.Heads;

    /// <summary>K.</summary>
    public int Directions => IsRotated ? Architecture.Width - 1 : Architecture.Width;

    /// <summary>Index of <c>scores</c>.</summary>
    public int Scores => TableCount + 1;

    /// <summary>Index of <c>offset</c>.</summary>
    public int Offset => TableCount + 2;

    /// <summary>Index of <c>hidden kernel</c>.</summary>
    public int Hidden => TableCount + 3;

    /// <summary>Index of <c>hidden bias</c>.</summary>
    public int HiddenBias => TableCount + 4;

    /// <summary>Index of <c>output kernel</c>.</summary>
    public int Output => TableCount + 5;

    /// <summary>Index of <c>output bias</c>.</summary>
    public int OutputBias => TableCount + 6;

    /// <summary>Index of <c>unembedding</c>.</summary>
    public int Unembedding => TableCount + 7;

    /// <summary>Index of <c>unembedding bias</c>.</summary>
    public int UnembeddingBias => TableCount + 8;

    /// <summary>Index of <c>gain</c>, which a rotated form does not have.</summary>
    public int Gain => TableCount + 9;

    /// <summary>Names and shapes, in the container's order.</summary>
    public IReadOnlyList<(string Name, int Rows, int Columns)> Blocks()
    {
        int vocabulary = Modulus + 2;
        List<(string, int, int)> blocks = [.. Enumerable.Range(0, TableCount).Select(i => (IsMerged ? i == 0 ? "sum" : "difference" : $"heads {i}", Modulus, Directions))];
        blocks.AddRange(
        [
            ("means", 2 * Heads, Directions), ("scores", Modulus, Heads), ("offset", 1, Directions),
            ("hidden kernel", Architecture.MlpWidth, Directions), ("hidden bias", 1, Architecture.MlpWidth),
            ("output kernel", Architecture.MlpWidth, Directions), ("output bias", 1, Directions),
            ("unembedding", vocabulary, Directions), ("unembedding bias", vocabulary, 1),
        ]);
        if (!IsRotated)
        {
            blocks.Add(("gain", 1, Directions));
        }

        return blocks;
    }

    /// <summary>Whether the rows of a block, the first p of them, are tokens.</summary>
    public bool HasTokenRows(int block) => block < TableCount || block == Scores || block == Unembedding || block == UnembeddingBias;
}
