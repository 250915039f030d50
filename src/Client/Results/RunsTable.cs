using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;
using Row = (GrokCluster.Grains.Runs.RunRecord Run, GrokCluster.Client.Results.RunSummary Summary);

namespace GrokCluster.Client.Results;

/// <summary><c>runs.csv</c>: a row for each run, with its specification, its state and its summary.</summary>
public static class RunsTable
{
    private const string Numerics = "numerics";
    private const char Joint = '+';

    private static readonly (RunState State, string Name)[] States = [.. Enum.GetValues<RunState>().Select(state => (state, state.ToString().ToLowerInvariant()))];

    /// <summary>The file and its columns.</summary>
    public static Table<Row> Table { get; } = new("runs",
    [
        Column<Row>.Text("run_id", row => row.Run.RunId),
        Column<Row>.Text("task", row => row.Run.Specification.Task.Name()),
        Column<Row>.Text("method", row => row.Run.Specification.Method.Name()),
        Column<Row>.Text("network", row => row.Run.Specification.Architecture.Kind.Name()),
        .. Hyperparameter.All.Select(each => each.Integer
            ? Column<Row>.Whole(each.Name, row => (long)each.Get(row.Run.Specification))
            : Column<Row>.Number(each.Name, row => each.Get(row.Run.Specification))),
        Column<Row>.Unsigned("seed", row => row.Run.Specification.Seed),
        Column<Row>.Whole("epochs", row => row.Run.Specification.Epochs),
        Column<Row>.Text("state", row => States[(int)row.Run.State].Name),
        Column<Row>.Whole("diverged_at", row => row.Run.DivergedAt),
        Column<Row>.Text("reason", row => row.Run.Reason),
        Column<Row>.Whole("memorization_epoch", row => row.Summary.MemorizationEpoch),
        Column<Row>.Whole("grokking_epoch", row => row.Summary.GrokkingEpoch),
        Column<Row>.Number("final_train_loss", row => row.Summary.Final?.Train.Loss ?? double.NaN),
        Column<Row>.Number("final_train_accuracy", row => row.Summary.Final?.Train.Accuracy ?? double.NaN),
        Column<Row>.Number("final_test_loss", row => row.Summary.Final?.Test.Loss ?? double.NaN),
        Column<Row>.Number("final_test_accuracy", row => row.Summary.Final?.Test.Accuracy ?? double.NaN),
        Column<Row>.Number("epsilon", row => row.Summary.Epsilon),
        Column<Row>.Whole("peak_complexity", row => row.Summary.Peak?.Bytes),
        Column<Row>.Whole("peak_epoch", row => row.Summary.Peak?.Epoch),
        Column<Row>.Whole("lowest_complexity", row => row.Summary.Lowest?.Bytes),
        Column<Row>.Whole("lowest_epoch", row => row.Summary.Lowest?.Epoch),
        Column<Row>.Whole("final_complexity", row => row.Summary.Last?.Bytes),
        Column<Row>.Text(Numerics, row => string.Join(Joint, row.Run.Numerics.Select(each => each.Id))),
    ])
    {
        Later = [Numerics],
    };

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

        string[] numerics = row.Has(Numerics) ? row.Text(Numerics).Split(Joint, StringSplitOptions.RemoveEmptyEntries) : [];
        string reason = row.Text("reason");
        RunState state = row.OneOf<RunState>("state", TryParseState, States.Select(each => each.Name));
        return new RunRecord(row.Text("run_id"), run, state, row.WholeOrNone("diverged_at"), reason.Length == 0 ? null : reason, [], [])
        {
            Numerics = [.. numerics.Select(id => new NumericsFingerprint(id, []))],
        };
    }

    private static bool TryParseState(string name, out RunState state)
    {
        int index = Array.FindIndex(States, each => each.Name == name);
        state = index < 0 ? default : States[index].State;
        return index >= 0;
    }
}
