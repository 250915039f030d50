using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;

namespace GrokCluster.Client.Measuring;

/// <summary>The tensors and metadata of a safetensors file, or of a folder of <c>.npy</c> files, each a tensor of its file's name.</summary>
/// <param name="Path">As given.</param>
/// <param name="Tensors">In the order of the file.</param>
/// <param name="Metadata">Empty for a folder.</param>
internal sealed record TensorSource(string Path, IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    // Well inside what one array of bytes holds.
    private const long LargestFile = 1L << 30;
    private const int MostFiles = 10_000;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="BadInputException">It is missing, damaged, too large or of another format.</exception>
    public static TensorSource Read(string path)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(path);
        }

        byte[] file = ReadBytes(path, path);
        try
        {
            (IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.ReadStored(file, foreign: true);
            return new(path, tensors, metadata);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"{path}: {fault.Message.TrimEnd('.')}; allowed is a whole safetensors file, or a folder of .npy files; write the file anew, as with safetensors.torch.save_file");
        }
    }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">What begins the line of a fault.</param>
    /// <exception cref="BadInputException">It is missing, empty or too large, or may not be read.</exception>
    public static byte[] ReadBytes(string path, string subject)
    {
        try
        {
            // Of a device or a pipe the length is 0, and reading might never end.
            long length = new FileInfo(path).Length;
            return length is > 0 and <= LargestFile
                ? File.ReadAllBytes(path)
                : throw new BadInputException($"{subject}: the file has {length} bytes; allowed are 1 to {LargestFile}; give another file");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{subject}: the file cannot be read ({fault.Message.TrimEnd('.')}); give a file that is there and that you may read");
        }
    }

    private static TensorSource ReadFolder(string path)
    {
        List<StoredTensor> tensors = [];
        string[] files = [.. Directory.EnumerateFiles(path, "*.npy").Take(MostFiles + 1)];
        if (files.Length is 0 or > MostFiles)
        {
            throw new BadInputException($"{path}: the folder has {(files.Length == 0 ? "no" : $"more than {MostFiles}")} .npy files; allowed is a folder of matrices as numpy.save writes them, or a safetensors file; give another");
        }

        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                tensors.Add(NumpyFile.Read(ReadBytes(file, file), System.IO.Path.GetFileNameWithoutExtension(file)));
            }
            catch (InvalidDataException fault)
            {
                throw new BadInputException($"{file}: {fault.Message.TrimEnd('.')}; write it anew with numpy.save");
            }
        }

        return tensors.Sum(tensor => (long)tensor.Bytes.Length) <= LargestFile
            ? new(path, tensors, new Dictionary<string, string>())
            : throw new BadInputException($"{path}: the folder's arrays have more than {LargestFile} bytes together; give a smaller network");
    }
}
