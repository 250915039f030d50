using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Results;

/// <summary>The three tables of results in one format.</summary>
internal sealed class ResultTableSet : IDisposable
{
    private readonly TableWriter<(RunRecord Run, RunSummary Summary)> runs;
    private readonly TableWriter<(RunRecord Run, Evaluation At)> epochs;
    private readonly TableWriter<MeasurementRow> measurements;

    public ResultTableSet(string directory, TableFormat format)
    {
        runs = TableWriter<(RunRecord Run, RunSummary Summary)>.Create(RunsTable.Table, format, directory);
        epochs = TableWriter<(RunRecord Run, Evaluation At)>.Create(EpochsTable.Table, format, directory);
        measurements = TableWriter<MeasurementRow>.Create(MeasurementsTable.Table, format, directory);
    }

    /// <summary>Writes a run's rows.</summary>
    public void Add(RunRecord run, RunSummary summary)
    {
        runs.Add((run, summary));
        foreach ((RunRecord Run, Evaluation At) row in EpochsTable.Rows([run]))
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
        runs.Commit();
        epochs.Commit();
        measurements.Commit();
        return [runs.Path, epochs.Path, measurements.Path];
    }

    public void Dispose()
    {
        runs.Dispose();
        epochs.Dispose();
        measurements.Dispose();
    }
}
