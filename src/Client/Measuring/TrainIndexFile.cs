using System.Globalization;
using System.Text;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;

namespace GrokCluster.Client.Measuring;

/// <summary>Places of the training equations in the list of all, as text with blanks or commas between, or as <c>.npy</c>.</summary>
internal static class TrainIndexFile
{
    private static readonly char[] Separators = [' ', ',', '\t', '\r', '\n'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It cannot be read, or has what is no whole number.</exception>
    public static long[] Read(string path)
    {
        byte[] bytes = TensorSource.ReadBytes(path, "--train-indices");
        if (Path.GetExtension(path) != ".npy")
        {
            return Parse(Encoding.UTF8.GetString(bytes), "--train-indices");
        }

        try
        {
            return NumpyFile.Read(bytes, ParameterMap.TrainIndices).Wholes();
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException($"--train-indices: {path}: {fault.Message.TrimEnd('.')}; write it anew with numpy.save, as integers");
        }
    }

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list.</param>
    /// <param name="origin">What begins the line of a fault.</param>
    /// <exception cref="BadInputException">It has what is no whole number.</exception>
    public static long[] Parse(string text, string origin) =>
        [.. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(each => long.TryParse(each, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long index)
            ? index
            : throw new BadInputException($"{origin}: has {OneLine.Quoted(each)}; allowed are whole numbers with blanks, commas or line breaks between"))];
}
