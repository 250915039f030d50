using GrokCluster.Client.Terminal;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Client.Measuring;

/// <summary>Finds the architecture that a file's shapes tell: all but the number of heads, which no shape shows unless Flax wrote it.</summary>
internal static class NetworkShape
{
    private const int Positions = 4;

    /// <summary>The architecture and the modulus p, which is two less than the vocabulary.</summary>
    /// <param name="map">The parameters of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="heads">As the user or the file says; null if neither does.</param>
    /// <exception cref="BadInputException">The shapes are those of no network of ours, or the number of heads is open.</exception>
    public static (Architecture Architecture, int Modulus) Infer(ParameterMap map, string path, int? heads)
    {
        (int vocabulary, int width) = Matrix(map, "embedding.token", path);
        Refuse(path, "modulus", vocabulary - 2, vocabulary, width);
        Refuse(path, "width", width, vocabulary, width);
        IReadOnlyList<int> layers = map.Layers;
        if (layers.Count == 0 || layers[^1] != layers.Count - 1)
        {
            throw new BadInputException($"{path}: its layers are numbered {(layers.Count == 0 ? "not at all" : string.Join(", ", layers.Take(8)))}; allowed is 0, 1, 2 and so on; say which is which with --name 'layers.1.…=THEIRS'");
        }

        if (!map.IsTransformer)
        {
            return (new(NetworkKind.Mlp, layers.Count, width, Heads: 1, Matrix(map, "layers.0.kernel", path).Columns), vocabulary - 2);
        }

        int mlpWidth = Matrix(map, "layers.0.mlp.hidden.kernel", path).Columns;
        int count = heads ?? map.Heads ?? throw new BadInputException($"--heads: not given, and neither the shapes nor the metadata of {path} say it; allowed is a divisor of the width {width}; give --heads N");
        return count >= 1 && width % count == 0
            ? (new(NetworkKind.Transformer, layers.Count, width, count, mlpWidth), vocabulary - 2)
            : throw new BadInputException($"--heads: given '{count}'; allowed is a divisor of the width {width}");
    }

    /// <summary>The network of an architecture, with as many rows of positions as the file has.</summary>
    /// <exception cref="BadInputException">There are too few.</exception>
    public static INetwork Create(Architecture architecture, int modulus, ParameterMap map, string path)
    {
        if (architecture.Kind != NetworkKind.Transformer)
        {
            return Networks.Create(architecture, modulus);
        }

        int rows = Matrix(map, "embedding.position", path).Rows;
        return rows >= Positions
            ? new Transformer(architecture, modulus, rows)
            : throw new BadInputException($"{path}: embedding.position has {rows} rows; allowed are at least {Positions}, one for each of a, the operation, b and =");
    }

    private static (int Rows, int Columns) Matrix(ParameterMap map, string name, string path) => map.Shape(name) switch
    {
        [int rows, int columns] => (rows, columns),
        null => throw new BadInputException($"{path}: {name} is missing; say which tensor it is with --name {name}=THEIRS, or measure another architecture with --loss-command"),
        { } other => throw new BadInputException($"{path}: {name} has shape ({string.Join(", ", other.Take(8))}); allowed is a matrix"),
    };

    private static void Refuse(string path, string hyperparameter, int value, int vocabulary, int width)
    {
        Hyperparameter known = Hyperparameter.Find(hyperparameter)!;
        if (!known.IsAllowed(value))
        {
            throw new BadInputException($"{path}: embedding.token has shape ({vocabulary}, {width}), that is (p + 2, width), so that {hyperparameter} would be {value}; allowed is {known.Allowed}");
        }
    }
}
