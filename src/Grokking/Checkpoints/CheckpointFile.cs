using System.Globalization;
using Grokking.Model;
using Grokking.Training;

namespace Grokking.Checkpoints;

/// <summary>
/// Checkpoints and resume files as safetensors. Each says in its metadata whose it is (<c>run</c>: the text of <see cref="Runs.RunId.Canonical"/>, and <c>epoch</c>), and is read as that
/// and nothing else: a file under a wrong name is refused like a damaged one.
/// </summary>
public static class CheckpointFile
{
    private const string RunKey = "run";
    private const string EpochKey = "epoch";
    private const string DivergedKey = "diverged";
    private const string WeightsName = "weights";
    private const string FirstName = "first";
    private const string SecondName = "second";

    /// <summary>Encodes the weights of one network under their parameter names.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="run">The run's <see cref="Runs.RunId.Canonical"/>.</param>
    /// <param name="epoch">Epochs trained.</param>
    public static byte[] Write(Weights weights, string run, int epoch) => Safetensors.Write(
        [.. weights.Layout.Parameters.Select((parameter, i) => new NamedTensor(parameter.Name, parameter.Shape, weights.Values.AsMemory(weights.Layout.OffsetOf(i), parameter.Count)))],
        Metadata(run, epoch));

    /// <summary>Decodes the weights of one network.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="layout">The network's tensors.</param>
    /// <param name="run">The run asked for: its <see cref="Runs.RunId.Canonical"/>.</param>
    /// <param name="epoch">The epoch asked for.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is that of another run or epoch, or its tensors are not the layout's.</exception>
    public static Weights Read(ReadOnlyMemory<byte> file, ParameterLayout layout, string run, int epoch)
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file);
        RefuseAnotherRun(metadata, run);
        int written = Number(metadata, EpochKey) ?? throw Lacks(EpochKey);
        if (written != epoch)
        {
            throw new InvalidDataException($"This is the checkpoint of epoch {written}, not that of epoch {epoch}.");
        }

        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        Weights weights = new(layout, new float[layout.Count]);
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            Tensor(byName, parameter.Name, parameter.Shape).Values.Span.CopyTo(weights[i]);
        }

        return weights;
    }

    /// <summary>Encodes what a run needs to go on.</summary>
    /// <param name="state">Where its training stands.</param>
    /// <param name="run">The run's <see cref="Runs.RunId.Canonical"/>.</param>
    public static byte[] WriteResume(TrainingState state, string run)
    {
        Dictionary<string, string> metadata = Metadata(run, state.Epoch);
        if (state.DivergedAt is int epoch)
        {
            metadata[DivergedKey] = epoch.ToString(CultureInfo.InvariantCulture);
        }

        int[] shape = [state.Weights.Values.Length];
        return Safetensors.Write(
            [new(WeightsName, shape, state.Weights.Values), new(FirstName, shape, state.First.Values), new(SecondName, shape, state.Second.Values)],
            metadata);
    }

    /// <summary>Decodes what a run needs to go on; <see cref="TrainingState.Epoch"/> says where that is.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="layout">The network's tensors.</param>
    /// <param name="run">The run asked for: its <see cref="Runs.RunId.Canonical"/>.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is no resume file or one of another run, or its tensors are not the layout's.</exception>
    public static TrainingState ReadResume(ReadOnlyMemory<byte> file, ParameterLayout layout, string run)
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file);
        RefuseAnotherRun(metadata, run);
        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        return new(Number(metadata, EpochKey) ?? throw Lacks(EpochKey), Part(WeightsName), Part(FirstName), Part(SecondName), Number(metadata, DivergedKey));

        Weights Part(string name) => new(layout, Tensor(byName, name, [layout.Count]).Values.ToArray());
    }

    private static Dictionary<string, string> Metadata(string run, int epoch) =>
        new() { [RunKey] = run, [EpochKey] = epoch.ToString(CultureInfo.InvariantCulture) };

    private static void RefuseAnotherRun(IReadOnlyDictionary<string, string> metadata, string run)
    {
        string written = metadata.GetValueOrDefault(RunKey) ?? throw Lacks(RunKey);
        if (written != run)
        {
            throw new InvalidDataException($"The file is that of another run: {Difference(written, run)}.");
        }
    }

    // The whole texts are too long for a message; one line of them tells the runs apart.
    private static string Difference(string written, string run)
    {
        HashSet<string> expected = [.. run.Split('\n')];
        HashSet<string> found = [.. written.Split('\n')];
        return $"it has {Quote(found.Except(expected))}, asked for was {Quote(expected.Except(found))}";

        static string Quote(IEnumerable<string> lines) => lines.FirstOrDefault() is { } line ? $"'{line}'" : "nothing in its place";
    }

    private static int? Number(IReadOnlyDictionary<string, string> metadata, string name) =>
        !metadata.TryGetValue(name, out string? text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new InvalidDataException($"The file gives '{text}' as {name}, which is no number.");

    private static InvalidDataException Lacks(string name) => new($"The file does not say its {name}: it is neither a checkpoint nor a resume file of this version.");

    private static NamedTensor Tensor(Dictionary<string, NamedTensor> tensors, string name, int[] shape)
    {
        if (!tensors.TryGetValue(name, out NamedTensor? tensor) || !tensor.Shape.SequenceEqual(shape))
        {
            string found = tensor is null ? "is missing" : $"has shape ({string.Join(", ", tensor.Shape)})";
            throw new InvalidDataException($"Tensor '{name}' {found}; the network needs shape ({string.Join(", ", shape)}).");
        }

        return tensor;
    }
}
