using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using Grokking.Coders;
using Grokking.Runs;
using Grokking.Theory;

namespace GrokCluster.Client.Measuring;

/// <summary>The container of a coder beside bzip2 on disk. It is whole in itself: <c>grok decode</c> needs nothing else.</summary>
internal static class CodedFile
{
    /// <summary>How its name ends; the letters with which every container begins.</summary>
    public const string Ending = ".gk";

    /// <summary>Refuses a path that cannot be that of a container, before anything is computed.</summary>
    /// <exception cref="BadInputException">It has another ending, or its folder is not there.</exception>
    public static void Check(string path, CoderKind coder)
    {
        if (Path.GetExtension(path) != Ending)
        {
            throw new BadInputException($"--save: given {OneLine.Quoted(path)}; allowed is a file ending in {Ending}, as the container of coder {coder.Name()} says by itself which network it holds; give another");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new BadInputException($"--save: given {OneLine.Quoted(path)}, whose folder is not there; allowed is a file in a folder of yours; make the folder first");
        }
    }

    /// <summary>Writes the container of one ε.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="codes">The coder's containers.</param>
    /// <param name="epsilon">Whose is written; null for the one of least description length, or the headline ε where n is not known.</param>
    /// <param name="settings">Has the headline ε.</param>
    /// <param name="trainCount">n, if it is known.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static CoarseFiles Write(string path, IReadOnlyList<CodedNetwork> codes, double? epsilon, MeasureSettings settings, int? trainCount)
    {
        double chosen = epsilon ?? (trainCount is not { } count ? settings.HeadlineEpsilon : DescriptionLength.BestEpsilon(codes.Select(each => (each.Epsilon, DescriptionLength.Bits(each.Bytes, each.Train.Loss, count)))));
        CodedNetwork code = codes.First(each => each.Epsilon == chosen);
        try
        {
            AtomicFile.Write(path, stream => stream.Write(code.Container));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--save: {path} cannot be written ({fault.Message.TrimEnd('.')}); give another file");
        }

        return new(null, path, code.Epsilon, code.Bytes);
    }
}
