using System.Globalization;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Measuring;

/// <summary>A container read back, by its bytes alone.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length, the size.</param>
/// <param name="Facts">What its header says.</param>
/// <param name="Network">What it decodes to.</param>
internal sealed record DecodedFile(string Path, long Bytes, ContainerFacts Facts, DecodedNetwork Network)
{
    private static readonly byte[] Bzip2 = [.. "BZh"u8];

    /// <summary>Reads a container.</summary>
    /// <exception cref="BadInputException">The file cannot be read, or is no container.</exception>
    public static DecodedFile Read(string path)
    {
        byte[] bytes = TensorSource.ReadBytes(path, path);
        try
        {
            return new(path, bytes.Length, ContainerFacts.Read(bytes), CodedNetworkDecoder.Decode(bytes));
        }
        catch (InvalidDataException fault)
        {
            throw bytes.AsSpan().StartsWith(Bzip2)
                ? new BadInputException($"{path}: it is a bzip2 stream, which does not say which network it holds; allowed is a container of coder {string.Join(", ", CoderKinds.Names.Skip(1))}; 'grok measure' decodes this one, given the .safetensors file beside it")
                : new BadInputException($"{path}: {fault.Message.TrimEnd('.')}; allowed is a container that 'grok measure --coder NAME --save FILE.gk' has written; give such a file");
        }
    }

    /// <summary>Lines that say what it is.</summary>
    public IEnumerable<string> Description()
    {
        string shape = Facts.Architecture is not { } each ? "tensors of an unknown network" : each.Kind == NetworkKind.Mlp
            ? FormattableString.Invariant($"mod {Facts.Modulus}, mlp, layers {each.Layers}, width {each.Width}, d_mlp {each.MlpWidth}")
            : FormattableString.Invariant($"mod {Facts.Modulus}, transformer, layers {each.Layers}, width {each.Width}, heads {each.Heads}, d_mlp {each.MlpWidth}");
        yield return FormattableString.Invariant($"{Path}: {Bytes:N0} bytes, coder {Facts.Coder.Name()}, {shape}");
        yield return Network.Weights is { } weights
            ? FormattableString.Invariant($"it holds {weights.Values.Length:N0} weights in {weights.Layout.Parameters.Count} tensors")
            : "it holds a function of the two operands, not the weights of the published architecture";
        if (Facts.Coder == CoderKind.Fourier)
        {
            yield return CoderNotes.Fourier;
        }
    }

    /// <summary>Loss and accuracy on both splits of a task.</summary>
    /// <param name="request">Task and split, as options say them.</param>
    /// <exception cref="BadInputException">The split is open, or the container holds no network that could be run.</exception>
    public (Score Train, Score Test) Score(MeasureRequest request)
    {
        if (Facts.Modulus == 0)
        {
            throw new BadInputException($"--task: given, but {Path} holds tensors of an unknown network, which cannot be run here; write them with --out FILE and score them by their own program");
        }

        TensorSource nothing = new(Path, [], new Dictionary<string, string>());
        Split split = Split.Find(request, nothing, new(nothing), Facts.Modulus);
        return (Network.Score(split.Train), Network.Score(split.Test));
    }

    /// <summary>Writes the weights as safetensors.</summary>
    /// <exception cref="BadInputException">There are none, or the file cannot be written.</exception>
    public void Write(string path)
    {
        Weights weights = Network.Weights ?? throw new BadInputException($"--out: given {OneLine.Quoted(path)}, but {Path} holds a function without the weights of the published architecture; allowed is a container that has weights, as coder {CoderKind.Tensor.Name()} writes; leave --out out");
        Dictionary<string, string> metadata = new() { ["format"] = "pt" };
        if (Facts.Architecture is { Kind: NetworkKind.Transformer } shape)
        {
            metadata["heads"] = shape.Heads.ToString(CultureInfo.InvariantCulture);
        }

        try
        {
            AtomicFile.Write(path, stream => stream.Write(Safetensors.WriteStored([.. weights.Layout.Parameters.Select((each, i) => StoredTensor.Of(each.Name, each.Shape, weights[i]))], metadata)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out: {path} cannot be written ({fault.Message.TrimEnd('.')}); give another file");
        }
    }
}
