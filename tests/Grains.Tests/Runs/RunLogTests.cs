using CsCheck;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Tests.Runs;

public class RunLogTests
{
    private static readonly RunPlan Plan = new(Paper.Run(Operation.Add, Method.Ours, 0, 3), new MeasureSettings { Epsilons = [1] });

    private static TrainingNews News(int epoch, bool checkpoint = true, bool ended = false, int? diverged = null) =>
        new(epoch, [new Evaluation(epoch, new(1, 0.5), new(2, 0.1))], checkpoint, ended, diverged, true);

    private static Measurement Measured(int epoch) => new(epoch, new(1, 0.5), new(2, 0.1), 3, 4, 1, [new(1, 100, 1, 0.1, 0.5, new(1, 0.5), new(2, 0.1), 200, 0.1, 3, 4)]);

    [Fact]
    public void A_run_is_complete_when_training_has_ended_and_everything_is_measured()
    {
        RunLog log = new() { Plan = Plan };
        log.Take(News(1));
        log.Take(News(3, ended: true));
        Assert.Equal([1, 3], log.Outstanding);
        log.Take(Measured(3));
        Assert.Equal(RunState.Running, log.State);
        log.Take(Measured(1));
        Assert.Equal(RunState.Completed, log.State);
        Assert.Equal([1, 3], log.Measurements.Select(each => each.Epoch));
    }

    [Fact]
    public void A_run_that_diverges_keeps_what_was_measured_before()
    {
        RunLog log = new() { Plan = Plan };
        log.Take(News(1));
        log.Take(new TrainingNews(2, [new Evaluation(2, new(double.NaN, double.NaN), new(double.NaN, double.NaN))], false, false, 2, true));
        Assert.Equal(RunState.Running, log.State);
        log.Take(Measured(1));
        Assert.Equal((RunState.Diverged, 2), (log.State, log.DivergedAt!.Value));
        Assert.Equal([1], log.Evaluations.Select(each => each.Epoch));
    }

    // After the loss of a silo epochs are trained, stored, reported and measured again, in whatever order the rest arrives.
    [Fact]
    public void News_in_any_order_and_number_end_in_the_same_record() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[1, 3]).Array[0, 30].Sample(noise =>
        {
            RunLog log = new() { Plan = Plan };
            (int, int)[] all = [.. noise.Select(each => (each.Item1, each.Item2)), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)];
            HashSet<int> reported = [];
            foreach ((int what, int epoch) in all)
            {
                if (what == 0)
                {
                    reported.Add(epoch);
                    log.Take(News(epoch, ended: epoch == 3 && reported.Count == 3));
                }
                else if (reported.Contains(epoch))
                {
                    log.Take(Measured(epoch));
                }
            }

            Assert.Equal([1, 2, 3], log.Evaluations.Select(each => each.Epoch));
            Assert.Equal([1, 2, 3], log.Measurements.Select(each => each.Epoch));
            Assert.Empty(log.Outstanding);
        });

    [Fact]
    public void The_key_of_a_record_tells_settings_apart()
    {
        Assert.Equal(Plan.Key, new RunPlan(Plan.Run, Plan.Measure with { Epsilons = [1] }).Key);
        Assert.NotEqual(Plan.Key, new RunPlan(Plan.Run, Plan.Measure with { Epsilons = [1, 2] }).Key);
        Assert.NotEqual(Plan.Key, new RunPlan(Plan.Run with { Epochs = 4 }, Plan.Measure).Key);
        Assert.Equal(RunId.Of(Plan.Run), RunId.Of(Plan.Run with { Epochs = 4 }));
    }
}
