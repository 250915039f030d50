using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Numerics;

namespace GrokCluster.Client.Results;

/// <summary>Writes a folder of results run by run, so that a sweep may be larger than memory. The files appear together, with <see cref="Commit"/>.</summary>
public sealed class ResultWriter : IDisposable
{
    private readonly string directory;
    private readonly SweepSpecification sweep;
    private readonly List<ResultTableSet> tables = [];
    private readonly SortedDictionary<string, NumericsFingerprint> numerics = new(StringComparer.Ordinal);

    /// <summary>Begins the files of a sweep.</summary>
    /// <param name="directory">The folder; it is made where it is missing.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="formats">How the tables are written, each way once; CSV where none is given.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public ResultWriter(string directory, SweepSpecification sweep, params IReadOnlyList<TableFormat> formats)
    {
        (this.directory, this.sweep) = (directory, sweep);
        foreach (TableFormat format in formats.Count == 0 ? [TableFormat.Csv] : formats)
        {
            tables.Add(new ResultTableSet(directory, format));
        }
    }

    /// <summary>Writes a run's rows; runs come in the order of the sweep.</summary>
    public void Add(RunRecord run)
    {
        RunSummary summary = RunSummary.Of(run);
        tables.ForEach(each => each.Add(run, summary));
        foreach (NumericsFingerprint each in run.Numerics)
        {
            numerics.TryAdd(each.Id, each);
        }
    }

    /// <summary>Puts the files in their places.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Commit()
    {
        string specification = SpecificationFile.Write(directory, sweep, numerics.Values);
        return [specification, .. tables.SelectMany(each => each.Commit())];
    }

    /// <inheritdoc/>
    public void Dispose() => tables.ForEach(each => each.Dispose());
}
