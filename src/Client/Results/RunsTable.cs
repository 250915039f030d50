using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Results;

/// <summary><c>runs.csv</c>: a row for each run, with its specification, its state and its summary.</summary>
public static class RunsTable
{
    private static readonly (RunState State, string Name)[] States = [.. Enum.GetValues<RunState>().Select(state => (state, state.ToString().ToLowerInvariant()))];

    /// <summary>The file and its columns.</summary>
    public static Table<(RunRecord Run, RunSummary Summary)> Table { get; } = new("runs.csv",
    [
        new("run_id", row => row.Run.RunId),
        new("task", row => row.Run.Specification.Task.Name()),
        new("method", row => row.Run.Specification.Method.Name()),
        new("network", row => row.Run.Specification.Architecture.Kind.Name()),
        .. Hyperparameter.All.Select(each => new Column<(RunRecord Run, RunSummary Summary)>(each.Name, row => Cell.Number(each.Get(row.Run.Specification)))),
        new("seed", row => $"{row.Run.Specification.Seed}"),
        new("epochs", row => Cell.Whole(row.Run.Specification.Epochs)),
        new("state", row => States[(int)row.Run.State].Name),
        new("diverged_at", row => Cell.Whole(row.Run.DivergedAt)),
        new("reason", row => row.Run.Reason ?? ""),
        new("memorization_epoch", row => Cell.Whole(row.Summary.MemorizationEpoch)),
        new("grokking_epoch", row => Cell.Whole(row.Summary.GrokkingEpoch)),
        new("final_train_loss", row => Cell.Number(row.Summary.Final?.Train.Loss ?? double.NaN)),
        new("final_train_accuracy", row => Cell.Number(row.Summary.Final?.Train.Accuracy ?? double.NaN)),
        new("final_test_loss", row => Cell.Number(row.Summary.Final?.Test.Loss ?? double.NaN)),
        new("final_test_accuracy", row => Cell.Number(row.Summary.Final?.Test.Accuracy ?? double.NaN)),
        new("epsilon", row => Cell.Number(row.Summary.Epsilon)),
        new("peak_complexity", row => Cell.Whole(row.Summary.Peak?.Bytes)),
        new("peak_epoch", row => Cell.Whole(row.Summary.Peak?.Epoch)),
        new("lowest_complexity", row => Cell.Whole(row.Summary.Lowest?.Bytes)),
        new("lowest_epoch", row => Cell.Whole(row.Summary.Lowest?.Epoch)),
        new("final_complexity", row => Cell.Whole(row.Summary.Last?.Bytes)),
    ]);

    /// <summary>The run of a row, still without its evaluations and measurements; the summary is recomputed from those, never read.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    public static RunRecord Parse(CsvRow row)
    {
        RunSpecification run = Paper.Run(
            row.OneOf<Operation>("task", Operations.TryParse, Operations.Names),
            row.OneOf<Method>("method", Methods.TryParse, Methods.Names),
            row.Whole<ulong>("seed"),
            row.Whole<int>("epochs"),
            row.OneOf<NetworkKind>("network", NetworkKinds.TryParse, NetworkKinds.Names));
        foreach (Hyperparameter each in Hyperparameter.All)
        {
            double value = row.Number(each.Name);
            run = each.IsAllowed(value) ? each.With(run, value) : throw row.Fault(each.Name, $"'{row.Shown(each.Name)}' is not {each.Allowed}");
        }

        string reason = row.Text("reason");
        RunState state = row.OneOf<RunState>("state", TryParseState, States.Select(each => each.Name));
        return new RunRecord(row.Text("run_id"), run, state, row.WholeOrNone("diverged_at"), reason.Length == 0 ? null : reason, [], []);
    }

    private static bool TryParseState(string name, out RunState state)
    {
        int index = Array.FindIndex(States, each => each.Name == name);
        state = index < 0 ? default : States[index].State;
        return index >= 0;
    }
}
