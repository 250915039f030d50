using System.Globalization;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Rules between the keys of a sweep file: how many runs it makes, and whether each of them is possible.</summary>
internal sealed class SweepRules(FaultLines faults, Section top, SweepSpecification sweep)
{
    /// <summary>Throws at the first rule that is broken.</summary>
    /// <exception cref="SweepFileException">A rule is broken.</exception>
    public void Check(bool allowMany)
    {
        CheckCount(allowMany);

        // No rule depends on the seed.
        foreach (RunSpecification run in SweepExpansion.Runs(sweep with { Seeds = [sweep.Seeds[0]] }))
        {
            if (RunValidation.FirstFault(run) is { } fault)
            {
                throw faults.At(Place(fault.Key, run.Task), $"key '{Path(fault.Key)}': given {fault.Given} for {run.Task.Name()}; {fault.Allowed}");
            }
        }
    }

    private void CheckCount(bool allowMany)
    {
        double runs = SweepExpansion.Combinations(sweep);
        if (runs > (allowMany ? SweepFile.MostRuns : SweepFile.RunsWithoutAsking))
        {
            (string key, int values) = Widest();
            string allowed = runs > SweepFile.MostRuns
                ? $"at most {SweepFile.MostRuns}; make several sweeps of it"
                : $"at most {SweepFile.RunsWithoutAsking} without --yes; narrow it, or add --yes to run them all";
            throw faults.At(KeyPlace(key)!.Value, string.Create(CultureInfo.InvariantCulture, $"key '{Path(key)}': given {values} values, which make {runs:F0} runs in all; allowed is {allowed}"));
        }
    }

    private (string Key, int Values) Widest() =>
        new[] { ("tasks", sweep.Tasks.Count), ("methods", sweep.Methods.Count), ("seeds", sweep.Seeds.Count) }
            .Concat(sweep.Grid.Select(axis => (axis.Hyperparameter, axis.Values.Count)))
            .MaxBy(each => each.Item2);

    private bool IsVaried(string key) => sweep.Grid.Any(axis => axis.Hyperparameter == key);

    private string Path(string key) => IsVaried(key) ? $"grid.{key}" : key;

    // A setting that the file does not have is the task's published one: then the file's other part in the rule is to blame, or else the task.
    private Position Place(string key, Operation task) => KeyPlace(key) ?? (key == "width" ? KeyPlace("heads") : KeyPlace("modulus")) ?? TaskPlace(task);

    private Position? KeyPlace(string key) =>
        (IsVaried(key) ? top.Require("grid").Below(SweepKeys.Grid) : top).Find(key)?.Value.At;

    private Position TaskPlace(Operation task) => top.Require("tasks").Items().First(item => item.Text == task.Name()).At;
}
