using System.Globalization;
using Grokking.Model;
using Grokking.Training;

namespace Grokking.Checkpoints;

/// <summary>Checkpoints and resume files as safetensors.</summary>
public static class CheckpointFile
{
    private const string EpochKey = "epoch";

    private const string RunKey = "run";

    /// <summary>Encodes the weights of one network under their parameter names.</summary>
    public static byte[] Write(Weights weights, string run, int epoch) => Safetensors.Write(
        [.. weights.Layout.Parameters.Select((parameter, i) => new NamedTensor(parameter.Name, parameter.Shape, weights.Values.AsMemory(weights.Layout.OffsetOf(i), parameter.Count)))],
        Metadata(run, epoch));

    /// <summary>Decodes the weights of one network.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or not the one asked for.</exception>
    public static Weights Read(ReadOnlyMemory<byte> file, ParameterLayout layout, string run, int epoch)
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file);
        if (metadata.GetValueOrDefault(RunKey) != run || metadata.GetValueOrDefault(EpochKey) != epoch.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidDataException("This is the checkpoint of another run or epoch.");
        }

        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        Weights weights = new(layout, new float[layout.Count]);
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            if (!byName.TryGetValue(parameter.Name, out NamedTensor? tensor) || !tensor.Shape.SequenceEqual(parameter.Shape))
            {
                string found = tensor is null ? "is missing" : $"has shape ({string.Join(", ", tensor.Shape)})";
                throw new InvalidDataException($"Tensor '{parameter.Name}' {found}; the network needs shape ({string.Join(", ", parameter.Shape)}).");
            }

            tensor.Values.Span.CopyTo(weights[i]);
        }

        return weights;
    }

    /// <summary>Encodes what a run needs to go on.</summary>
    public static byte[] WriteResume(TrainingState state, string run)
    {
        int[] shape = [state.Weights.Values.Length];
        Dictionary<string, string> metadata = Metadata(run, state.Epoch);
        if (state.DivergedAt is int epoch)
        {
            metadata["diverged"] = epoch.ToString(CultureInfo.InvariantCulture);
        }

        return Safetensors.Write([new("weights", shape, state.Weights.Values), new("first", shape, state.First.Values), new("second", shape, state.Second.Values)], metadata);
    }

    /// <summary>Decodes the state of a run.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another run or layout.</exception>
    public static TrainingState ReadResume(ReadOnlyMemory<byte> file, ParameterLayout layout, string run)
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file);
        if (metadata.GetValueOrDefault(RunKey) != run)
        {
            throw new InvalidDataException("This is the resume file of another run.");
        }

        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        return new(Epoch(metadata.GetValueOrDefault(EpochKey) ?? ""), Part("weights"), Part("first"), Part("second"), metadata.TryGetValue("diverged", out string? at) ? Epoch(at) : null);

        static int Epoch(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"The resume file gives the epoch as '{text}': it was changed.");

        Weights Part(string name) => byName.TryGetValue(name, out NamedTensor? tensor) && tensor.Values.Length == layout.Count
            ? new(layout, tensor.Values.ToArray())
            : throw new InvalidDataException($"The resume file lacks '{name}' with {layout.Count} values.");
    }

    private static Dictionary<string, string> Metadata(string run, int epoch) => new() { [RunKey] = run, [EpochKey] = epoch.ToString(CultureInfo.InvariantCulture) };
}
