using System.Globalization;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Client.Measuring;

/// <summary>Which files hold a coarse-grained network, and of what size.</summary>
/// <param name="File">The weights θ̂; null where the coded network says by itself what it is.</param>
/// <param name="Coded">The bytes whose number is the complexity.</param>
/// <param name="Epsilon">ε that it meets.</param>
/// <param name="Bytes">Length of <paramref name="Coded"/>.</param>
internal sealed record CoarseFiles(string? File, string Coded, double Epsilon, long Bytes);

/// <summary>
/// A coarse-grained network on disk: θ̂ as a safetensors file under the names of the file that was measured, and beside it, with the ending <c>.bz2</c>, the coded network itself. Whoever measures the first has the second decoded
/// and compared bit for bit.
/// </summary>
internal static class CoarseFile
{
    private const string Ending = ".safetensors";
    private const string CodedKey = "coded";

    /// <summary>Refuses a path that cannot be that of a coarse network, before anything is computed.</summary>
    /// <exception cref="BadInputException">It has another ending, would replace the input, or its folder is not there.</exception>
    public static void Check(string path, string input)
    {
        if (Path.GetExtension(path) != Ending || Path.GetFullPath(path) == Path.GetFullPath(input))
        {
            throw new BadInputException($"--save: given {OneLine.Quoted(path)}; allowed is a file ending in {Ending} that is not the one measured; give another");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new BadInputException($"--save: given {OneLine.Quoted(path)}, whose folder is not there; allowed is a file in a folder of yours; make the folder first");
        }
    }

    /// <summary>Writes the network of one ε.</summary>
    /// <param name="path">Where θ̂ goes.</param>
    /// <param name="network">What was measured.</param>
    /// <param name="figures">Its figures for this ε.</param>
    /// <param name="container">Its coded form.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static CoarseFiles Write(string path, IMeasurable network, EpsilonMeasurement figures, byte[] container)
    {
        Weights coarse = new Bzip2Coder().Decode(container, network.Weights.Layout).ToWeights();
        string coded = CodedPath(path);
        Dictionary<string, string> metadata = new(network.Metadata)
        {
            [CodedKey] = Path.GetFileName(coded),
            ["bytes"] = container.Length.ToString(CultureInfo.InvariantCulture),
            ["epsilon"] = Text(figures.Epsilon),
            ["tau"] = Text(figures.Tau),
            ["delta"] = Text(figures.Delta),
            ["distortion"] = Text(figures.Distortion),
            ["coarse_train_loss"] = Text(figures.CoarseTrain.Loss),
        };
        try
        {
            AtomicFile.Write(coded, stream => stream.Write(container));
            AtomicFile.Write(path, stream => stream.Write(Safetensors.WriteStored(network.With(coarse), metadata)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--save: {path} cannot be written ({fault.Message.TrimEnd('.')}); give another file");
        }

        return new(path, coded, figures.Epsilon, container.Length);
    }

    /// <summary>For a file that <see cref="Write"/> wrote, decodes the coded network beside it; null for any other, or if there is none.</summary>
    /// <returns>Its path and length.</returns>
    /// <exception cref="BadInputException">It is damaged, or is not the network of the file.</exception>
    public static (string Path, long Bytes)? ReadCoded(TensorSource source, IMeasurable network)
    {
        string coded = CodedPath(source.Path);
        if (!source.Metadata.ContainsKey(CodedKey) || !File.Exists(coded))
        {
            return null;
        }

        byte[] container = TensorSource.ReadBytes(coded, coded);
        try
        {
            Weights decoded = new Bzip2Coder().Decode(container, network.Weights.Layout).ToWeights();
            return decoded.Values.AsSpan().SequenceEqual(network.Weights.Values)
                ? (coded, container.Length)
                : throw new BadInputException($"{coded}: it decodes to other weights than {source.Path} has; allowed is the coded network of that file; delete it, or save both anew");
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{coded}: {fault.Message.TrimEnd('.')}; allowed is the coded network of {source.Path}; delete it, or save both anew");
        }
    }

    private static string CodedPath(string path) => Path.ChangeExtension(path, ".bz2");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
