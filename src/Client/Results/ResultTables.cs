using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Results;

/// <summary>A folder of results: <c>runs.csv</c>, <c>epochs.csv</c>, <c>measurements.csv</c> and <c>specification.json</c>; <c>docs/results.md</c> is its schema.</summary>
public static class ResultTables
{
    /// <summary>Writes the tables of a sweep, each atomically. The same results give the same bytes, however the runs were interrupted.</summary>
    /// <param name="directory">The folder; it is made where it is missing.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="runs">Its runs, in the order of their rows.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static IReadOnlyList<string> Write(string directory, SweepSpecification sweep, IEnumerable<RunRecord> runs)
    {
        using ResultWriter writer = new(directory, sweep);
        foreach (RunRecord run in runs)
        {
            writer.Add(run);
        }

        return writer.Commit();
    }

    /// <summary>Reads the three tables back into the runs that they were written from.</summary>
    /// <exception cref="ResultsException">A table is missing or damaged; the message names file, line and column.</exception>
    public static IReadOnlyList<RunRecord> Read(string directory)
    {
        Dictionary<string, (RunRecord Run, List<Evaluation> Evaluations, List<Measurement> Measurements)> runs = [];
        foreach (CsvRow row in RunsTable.Table.Read(directory))
        {
            RunRecord run = RunsTable.Parse(row);
            (List<Evaluation> evaluations, List<Measurement> measurements) = ([], []);
            if (!runs.TryAdd(run.RunId, (run with { Evaluations = evaluations, Measurements = measurements }, evaluations, measurements)))
            {
                throw row.Fault("run_id", $"'{row.Shown("run_id")}' stands in an earlier line");
            }
        }

        foreach (CsvRow row in EpochsTable.Table.Read(directory))
        {
            List<Evaluation> evaluations = Find(runs, row).Evaluations;
            Evaluation evaluation = EpochsTable.Parse(row);
            RequireAscending(row, evaluations.Count == 0 ? -1 : evaluations[^1].Epoch, evaluation.Epoch);
            evaluations.Add(evaluation);
        }

        foreach (CsvRow row in MeasurementsTable.Table.Read(directory))
        {
            (RunRecord run, _, List<Measurement> measurements) = Find(runs, row);
            RunSpecification specification = run.Specification;
            Add(measurements, MeasurementsTable.Parse(row, ModularTask.TrainCount(specification.Task, specification.Modulus, specification.TrainFraction)), row);
        }

        return [.. runs.Values.Select(each => each.Run)];
    }

    private static void Add(List<Measurement> measurements, Measurement measurement, CsvRow row)
    {
        if (measurements.Count == 0 || measurements[^1].Epoch != measurement.Epoch)
        {
            RequireAscending(row, measurements.Count == 0 ? -1 : measurements[^1].Epoch, measurement.Epoch);
            measurements.Add(measurement);
        }
        else if (Pairs(measurements[^1]).Intersect(Pairs(measurement)).Any())
        {
            string coder = measurement.Coded.Count == 0 ? "" : $" of coder {row.Text(MeasurementsTable.Coder)}";
            throw row.Fault("epsilon", $"ε = {row.Shown("epsilon")}{coder} stands twice for epoch {measurement.Epoch} of run '{row.Shown("run_id")}'");
        }
        else
        {
            measurements[^1] = measurements[^1] with { Epsilons = [.. measurements[^1].Epsilons, .. measurement.Epsilons], Coded = [.. measurements[^1].Coded, .. measurement.Coded] };
        }
    }

    private static IEnumerable<(CoderKind Coder, double Epsilon)> Pairs(Measurement measurement) =>
        measurement.Epsilons.Select(each => (CoderKind.Bzip2, each.Epsilon)).Concat(measurement.Coded.Select(each => (each.Coder, each.Epsilon)));

    private static T Find<T>(Dictionary<string, T> runs, CsvRow row) =>
        runs.TryGetValue(row.Text("run_id"), out T? run) ? run : throw row.Fault("run_id", $"there is no run '{row.Shown("run_id")}' in {RunsTable.Table.FileName}");

    private static void RequireAscending(CsvRow row, int last, int epoch)
    {
        if (epoch <= last)
        {
            throw row.Fault("epoch", $"epoch {epoch} stands after epoch {last} of the same run; epochs must ascend");
        }
    }
}
