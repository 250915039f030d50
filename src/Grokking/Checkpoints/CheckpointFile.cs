using System.Globalization;
using Grokking.Model;
using Grokking.Training;

namespace Grokking.Checkpoints;

/// <summary>Checkpoints and resume files as safetensors.</summary>
public static class CheckpointFile
{
    private const string EpochKey = "epoch";

    /// <summary>Encodes the weights of one network under their parameter names.</summary>
    public static byte[] Write(Weights weights, IReadOnlyDictionary<string, string> metadata) => Safetensors.Write(
        [.. weights.Layout.Parameters.Select((parameter, i) => new NamedTensor(parameter.Name, parameter.Shape, weights.Values.AsMemory(weights.Layout.OffsetOf(i), parameter.Count)))],
        metadata);

    /// <summary>Decodes the weights of one network.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its tensors are not the layout's.</exception>
    public static Weights Read(ReadOnlyMemory<byte> file, ParameterLayout layout)
    {
        (IReadOnlyList<NamedTensor> tensors, _) = Safetensors.Read(file);
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

    /// <summary>Encodes what a whole cohort needs to go on.</summary>
    /// <param name="members">States of one common epoch.</param>
    public static byte[] WriteResume(IReadOnlyList<TrainingState> members)
    {
        Dictionary<string, string> metadata = new() { [EpochKey] = members[0].Epoch.ToString(CultureInfo.InvariantCulture) };
        List<NamedTensor> tensors = [];
        for (int i = 0; i < members.Count; i++)
        {
            TrainingState member = members[i];
            int[] shape = [member.Weights.Values.Length];
            tensors.Add(new($"{i}.weights", shape, member.Weights.Values));
            tensors.Add(new($"{i}.first", shape, member.First.Values));
            tensors.Add(new($"{i}.second", shape, member.Second.Values));
            if (member.DivergedAt is int epoch)
            {
                metadata[$"{i}.diverged"] = epoch.ToString(CultureInfo.InvariantCulture);
            }
        }

        return Safetensors.Write(tensors, metadata);
    }

    /// <summary>Decodes the states of a cohort.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or not of a cohort of so many members of this layout.</exception>
    public static IReadOnlyList<TrainingState> ReadResume(ReadOnlyMemory<byte> file, ParameterLayout layout, int members)
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file);
        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        if (tensors.Count != 3 * members || !metadata.TryGetValue(EpochKey, out string? epoch))
        {
            throw new InvalidDataException($"This is no resume file of {members} runs.");
        }

        return [.. Enumerable.Range(0, members).Select(i => new TrainingState(
            Epoch(epoch), Part($"{i}.weights"), Part($"{i}.first"), Part($"{i}.second"),
            metadata.TryGetValue($"{i}.diverged", out string? at) ? Epoch(at) : null))];

        static int Epoch(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"The resume file gives the epoch as '{text}': it was changed.");

        Weights Part(string name) => byName.TryGetValue(name, out NamedTensor? tensor) && tensor.Values.Length == layout.Count
            ? new(layout, tensor.Values.ToArray())
            : throw new InvalidDataException($"The resume file lacks '{name}' with {layout.Count} values.");
    }
}
