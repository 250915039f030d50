using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Results;

/// <summary>Writes a folder of results run by run, so that a sweep may be larger than memory. The files appear together, with <see cref="Commit"/>.</summary>
public sealed class ResultWriter : IDisposable
{
    private readonly string directory;
    private readonly SweepSpecification sweep;
    private readonly TableWriter<(RunRecord Run, RunSummary Summary)> runs;
    private readonly TableWriter<(RunRecord Run, Grokking.Runs.Evaluation At)> epochs;
    private readonly TableWriter<MeasurementRow> measurements;

    /// <summary>Begins the files of a sweep.</summary>
    /// <param name="directory">The folder; it is made where it is missing.</param>
    /// <param name="sweep">The sweep.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public ResultWriter(string directory, SweepSpecification sweep)
    {
        (this.directory, this.sweep) = (directory, sweep);
        runs = new(RunsTable.Table, directory);
        epochs = new(EpochsTable.Table, directory);
        measurements = new(MeasurementsTable.Table, directory);
    }

    /// <summary>Writes a run's rows; runs come in the order of the sweep.</summary>
    public void Add(RunRecord run)
    {
        runs.Add((run, RunSummary.Of(run)));
        foreach ((RunRecord Run, Grokking.Runs.Evaluation At) row in EpochsTable.Rows([run]))
        {
            epochs.Add(row);
        }

        foreach (MeasurementRow row in MeasurementsTable.Rows([run]))
        {
            measurements.Add(row);
        }
    }

    /// <summary>Puts the files in their places.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Commit()
    {
        string specification = SpecificationFile.Write(directory, sweep);
        runs.Commit();
        epochs.Commit();
        measurements.Commit();
        return [specification, runs.Path, epochs.Path, measurements.Path];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runs.Dispose();
        epochs.Dispose();
        measurements.Dispose();
    }
}
