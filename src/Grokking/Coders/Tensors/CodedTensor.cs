using Grokking.Model;

namespace Grokking.Coders.Tensors;

/// <summary>How much of a parameter is coded: all of it as a matrix, a vector as one row, of a table the first rows; what is not coded is zero.</summary>
/// <param name="Index">Of the parameter in its layout.</param>
/// <param name="Rows">Rows that are coded.</param>
/// <param name="Columns">Values of a row.</param>
/// <param name="IsWhole">Whether all rows are.</param>
internal sealed record CodedTensor(int Index, int Rows, int Columns, bool IsWhole)
{
    private const int UsedPositions = 4;

    /// <summary>
    /// The coded tensors of a layout. Of our transformer, whose architecture the decoder knows, only the four used rows of the table of positions are coded, and no bias of keys:
    /// it adds to all scores of a softmax alike.
    /// </summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="architecture">Null if the network is unknown.</param>
    public static IReadOnlyList<CodedTensor> Of(ParameterLayout layout, Architecture? architecture)
    {
        List<CodedTensor> coded = [];
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            bool known = architecture is { Kind: NetworkKind.Transformer };
            if (known && parameter.Name.EndsWith("attention.key.bias", StringComparison.Ordinal))
            {
                continue;
            }

            int columns = parameter.Shape.Length == 0 ? 1 : parameter.Shape[^1];
            int rows = columns == 0 ? 0 : parameter.Count / columns;
            int used = known && parameter.Name == "embedding.position" ? Math.Min(rows, UsedPositions) : rows;
            coded.Add(new(i, used, columns, used == rows && parameter.IsMatrix));
        }

        return coded;
    }
}
