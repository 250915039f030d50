using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Figures;

public class PhaseCellTests
{
    private static readonly RunRecord Run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 10))[0];

    private static readonly RunRecord Confused = With(0.5, 0.1), Memorised = With(0.98, 0.97), Grokked = With(1, 0.98), Diverged = With(1, 1) with { State = RunState.Diverged, DivergedAt = 300 };

    [Fact]
    public void A_run_is_in_the_phase_of_what_it_has_learnt()
    {
        Assert.Equal(new PhaseCell(Phase.Confused, null), PhaseCell.Of([Confused]));
        Assert.Equal(new PhaseCell(Phase.Memorised, null), PhaseCell.Of([Memorised]));
        Assert.Equal(new PhaseCell(Phase.Grokked, 200), PhaseCell.Of([Grokked]));
        Assert.Equal(new PhaseCell(Phase.Diverged, null), PhaseCell.Of([Diverged]));
    }

    [Fact]
    public void Seeds_are_in_the_phase_that_half_of_them_are_in()
    {
        Assert.Equal(Phase.Memorised, PhaseCell.Of([Grokked, Memorised, Memorised])?.Phase);
        Assert.Equal(Phase.Grokked, PhaseCell.Of([Grokked, Memorised])?.Phase);
        Assert.Equal(Phase.Memorised, PhaseCell.Of([Grokked, Memorised, Confused])?.Phase);
        Assert.Equal(Phase.Confused, PhaseCell.Of([Grokked, Confused, Confused])?.Phase);
        Assert.Equal(Phase.Diverged, PhaseCell.Of([Grokked, Diverged])?.Phase);
        Assert.Equal(Phase.Grokked, PhaseCell.Of([Grokked, Grokked, Diverged])?.Phase);
    }

    [Fact]
    public void Runs_that_have_not_ended_do_not_count()
    {
        Assert.Null(PhaseCell.Of([]));
        Assert.All([RunState.Waiting, RunState.Running, RunState.Failed, RunState.Cancelled], state => Assert.Null(PhaseCell.Of([Grokked with { State = state }])));
        Assert.Equal(Phase.Grokked, PhaseCell.Of([Grokked, Confused with { State = RunState.Running }, Confused with { State = RunState.Running }])?.Phase);
    }

    private static RunRecord With(double train, double test) => Run with { State = RunState.Completed, Evaluations = [new(1, new Score(1, 0), new Score(1, 0)), new(200, new Score(0, train), new Score(0, test))] };
}
