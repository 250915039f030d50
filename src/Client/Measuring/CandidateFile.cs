using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Model;

namespace GrokCluster.Client.Measuring;

/// <summary>The files in which candidates are handed to a loss command, in a folder of their own that goes with the measuring.</summary>
/// <param name="tensors">What a file with given weights holds.</param>
internal sealed class CandidateFile(Func<Weights, IReadOnlyList<StoredTensor>> tensors) : IDisposable
{
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grok-measure-");
    private int written;

    /// <summary>Writes a candidate, calls <paramref name="use"/> with its path, and deletes it. Each has a path of its own, as a program may remember what it has loaded.</summary>
    /// <exception cref="BadInputException">The disk is full.</exception>
    public T Lend<T>(Weights weights, Func<string, T> use)
    {
        string path = Path.Combine(folder.FullName, FormattableString.Invariant($"candidate-{++written}.safetensors"));
        try
        {
            Write(path, weights);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, Weights weights)
    {
        try
        {
            File.WriteAllBytes(path, Safetensors.WriteStored(tensors(weights), Metadata));
        }
        catch (IOException fault)
        {
            throw new BadInputException($"--loss-command: candidates cannot be written to {folder.FullName} ({fault.Message.TrimEnd('.')}); make room there, or give another folder by TMPDIR");
        }
    }
}
