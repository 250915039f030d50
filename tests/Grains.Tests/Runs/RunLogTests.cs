using System.Text.Json;
using CsCheck;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Serialization;
using Grokking.Coders;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;

namespace GrokCluster.Grains.Tests.Runs;

public class RunLogTests
{
    // Schedules {1, 2, 3} and {1, 2, 3}.
    private static readonly RunPlan Plan = new(Paper.Run(Operation.Add, Method.Ours, 0, 3), new MeasureSettings { Epsilons = [1] });

    private static Demand By(string observer, string retry = "") => new(observer, new(observer, 10), "cpu", 3, retry);

    private static TrainingNews News(int epoch, bool checkpoint = true, int? diverged = null) => new(epoch, [new Evaluation(epoch, new(1, 0.5), new(2, 0.1))], checkpoint, diverged, true);

    private static Measurement Measured(int epoch, double epsilon = 1) =>
        new(epoch, new(1, 0.5), new(2, 0.1), 3, 4, 1, [new(epsilon, 100, 1, 0.1, 0.5, new(1, 0.5), new(2, 0.1), 200, 0.1, 3, 4)]);

    private static CodedMeasurement Coded(int epoch, CoderKind coder) => new(epoch, [new(coder, 1, 50, 0.5, new(1, 0.5), new(2, 0.1), 3, 4)]);

    private static void NothingToTrain(RunLog log)
    {
        (IReadOnlyList<int> checkpoints, IReadOnlyList<int> evaluations) = log.ToTrain();
        Assert.Empty(checkpoints);
        Assert.Empty(evaluations);
    }

    private static RunLog Adopted(RunPlan? plan = null)
    {
        RunLog log = new();
        log.Take(plan ?? Plan, By("page"));
        Assert.Single(log.Demands);
        return log;
    }

    private static RunLog Completed(RunPlan? plan = null)
    {
        RunPlan wanted = plan ?? Plan;
        RunLog log = Adopted(wanted);
        foreach (int epoch in wanted.EvaluatedEpochs())
        {
            log.Take(News(epoch));
            log.Take(wanted.Effort, Measured(epoch));
        }

        Assert.Single(log.Fulfil());
        return log;
    }

    [Fact]
    public void A_run_is_complete_when_everything_is_trained_and_measured()
    {
        RunLog log = Adopted();
        Assert.Equal(RunState.Waiting, log.StateFor(Plan, isBegun: false));
        foreach (int epoch in (int[])[1, 2, 3])
        {
            log.Take(News(epoch));
        }

        Assert.Equal([1, 2, 3], log.ToMeasure().Select(each => each.Epoch));
        log.Take(Plan.Effort, Measured(3));
        log.Take(Plan.Effort, Measured(2));
        Assert.Empty(log.Fulfil());
        Assert.Equal(RunState.Running, log.StateFor(Plan, isBegun: false));
        log.Take(Plan.Effort, Measured(1));
        Assert.Single(log.Fulfil());
        Assert.Equal(RunState.Completed, log.StateFor(Plan, isBegun: false));
        Assert.Equal([1, 2, 3], log.Record(Plan, isBegun: false).Measurements.Select(each => each.Epoch));
    }

    [Fact]
    public void A_run_that_diverges_keeps_what_was_measured_before_and_needs_nothing_after()
    {
        RunLog log = Adopted();
        log.Take(News(1));
        log.Take(new TrainingNews(2, [new Evaluation(2, new(double.NaN, double.NaN), new(double.NaN, double.NaN))], false, 2, true));
        NothingToTrain(log);
        Assert.Equal(RunState.Running, log.StateFor(Plan, isBegun: true));
        log.Take(Plan.Effort, Measured(1));
        RunRecord record = log.Record(Plan, isBegun: true);
        Assert.Equal((RunState.Diverged, 2), (record.State, record.DivergedAt!.Value));
        Assert.Equal([1], record.Evaluations.Select(each => each.Epoch));
    }

    // After the loss of a silo epochs are trained, stored, reported and measured again, in whatever order the rest arrives.
    [Fact]
    public void News_in_any_order_and_number_end_in_the_same_record() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[1, 3]).Array[0, 30].Sample(noise =>
        {
            RunLog log = Adopted();
            (int, int)[] all = [.. noise.Select(each => (each.Item1, each.Item2)), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)];
            HashSet<int> reported = [];
            foreach ((int what, int epoch) in all)
            {
                if (what == 0)
                {
                    reported.Add(epoch);
                    log.Take(News(epoch));
                }
                else if (reported.Contains(epoch))
                {
                    log.Take(Plan.Effort, Measured(epoch));
                }
            }

            RunRecord record = log.Record(Plan, isBegun: true);
            Assert.Equal(RunState.Completed, record.State);
            Assert.Equal([1, 2, 3], record.Evaluations.Select(each => each.Epoch));
            Assert.Equal([1, 2, 3], record.Measurements.Select(each => each.Epoch));
            Assert.Empty(log.ToMeasure());
        });

    [Fact]
    public void What_is_done_is_not_wanted_again()
    {
        RunLog log = Completed();
        log.Take(Plan, By("another sweep's page"));
        Assert.Empty(log.Demands);
        NothingToTrain(log);
    }

    [Fact]
    public void More_epochs_need_only_those()
    {
        RunLog log = Completed();
        RunPlan longer = Plan with { Run = Plan.Run with { Epochs = 6 } };
        log.Take(longer, By("longer"));
        (IReadOnlyList<int> checkpoints, IReadOnlyList<int> evaluations) = log.ToTrain();
        Assert.Equal(longer.MeasuredEpochs().Where(epoch => epoch > 3), checkpoints);
        Assert.Equal(longer.EvaluatedEpochs().Where(epoch => epoch > 3), evaluations);
        Assert.Equal(3, log.Trained);
    }

    [Fact]
    public void The_record_of_a_longer_run_is_the_same_whether_or_not_a_shorter_one_came_first()
    {
        RunPlan longer = Plan with { Run = Plan.Run with { Epochs = 5 }, Measure = Plan.Measure with { ScheduleBase = 2, EvaluationBase = 2 } };
        RunPlan shorter = longer with { Run = Plan.Run };
        Assert.Contains(3, shorter.MeasuredEpochs());
        Assert.DoesNotContain(3, longer.MeasuredEpochs());
        RunLog log = Completed(shorter);
        log.Take(longer, By("longer"));
        foreach (int epoch in longer.MeasuredEpochs())
        {
            log.Take(News(epoch));
            log.Take(longer.Effort, Measured(epoch));
        }

        Assert.Equal([1, 2, 4, 5], log.Record(longer, isBegun: false).Measurements.Select(each => each.Epoch));
        Assert.Equal([1, 2, 4, 5], log.Record(longer, isBegun: false).Evaluations.Select(each => each.Epoch));
        Assert.Equal([1, 2, 3], log.Record(shorter, isBegun: false).Measurements.Select(each => each.Epoch));
    }

    [Fact]
    public void More_epsilon_measure_the_kept_checkpoints_and_train_nothing()
    {
        RunLog log = Completed();
        RunPlan more = Plan with { Measure = Plan.Measure with { Epsilons = [1, 2] } };
        log.Take(more, By("more"));
        NothingToTrain(log);
        Assert.Equal([(more.Effort, 1), (more.Effort, 2), (more.Effort, 3)], log.ToMeasure().Select(each => (each.Effort, each.Epoch)));
    }

    [Fact]
    public void More_coders_measure_the_kept_checkpoints_by_themselves_and_train_nothing()
    {
        RunLog log = Completed();
        RunPlan more = Plan with { Measure = Plan.Measure with { MoreCoders = [CoderKind.Tensor, CoderKind.Gauge] } };
        log.Take(more, By("more"));
        NothingToTrain(log);
        Assert.Equal(more.Effort, Plan.Effort);
        Assert.Equal(
            from epoch in (int[])[1, 2, 3] from coder in more.Measure.MoreCoders select (coder, epoch),
            log.ToMeasure().Select(each => (each.Coder, each.Epoch)));
        Assert.Equal(3, log.CheckpointsToMeasure());
        (Claim _, WorkItem[] items) = Assert.Single(MeasuringWork.Items("run", log.ToMeasure()));
        Assert.Equal(3, items.Length);
        Assert.Equal(more.Measure.MoreCoders, log.ToMeasure().Where(each => each.IsOf(items[1].Name.Part)).Select(each => each.Coder));
        Assert.All(log.ToMeasure().Where(each => each.IsOf(items[1].Name.Part)), each => Assert.Equal(2, each.Epoch));
        foreach (MeasuringWork work in log.ToMeasure())
        {
            Assert.Empty(log.Fulfil());
            log.Take(work.Effort, Coded(work.Epoch, work.Coder));
        }

        Assert.Single(log.Fulfil());
        Assert.All(log.Record(more, isBegun: false).Measurements, each => Assert.Equal(more.Measure.MoreCoders, each.Coded.Select(size => size.Coder)));
        Assert.All(log.Record(Plan, isBegun: false).Measurements, each => Assert.Empty(each.Coded));
    }

    [Fact]
    public void The_published_procedure_and_other_coders_are_work_of_their_own()
    {
        RunPlan plan = Plan with { Measure = Plan.Measure with { MoreCoders = [CoderKind.Tensor, CoderKind.Gauge] } };
        RunLog log = Adopted(plan);
        log.Take(News(1));
        (Claim _, WorkItem[] items) = Assert.Single(MeasuringWork.Items("run", log.ToMeasure()));
        Assert.Equal([$"{plan.Effort}@1", $"{plan.EffortBy(CoderKind.Tensor)}+{plan.EffortBy(CoderKind.Gauge)}@1"], items.Select(each => each.Name.Part));
    }

    [Fact]
    public void A_checkpoint_counts_as_measured_when_every_coder_has_measured_it()
    {
        RunPlan plan = Plan with { Measure = Plan.Measure with { MoreCoders = [CoderKind.Tensor] } };
        RunLog log = Adopted(plan);
        log.Take(News(1));
        log.Take(plan.Effort, Measured(1));
        Assert.Equal(0, log.Progress(plan, isBegun: true).Measured);
        log.Take(plan.EffortBy(CoderKind.Tensor), Coded(1, CoderKind.Tensor));
        Assert.Equal((1, 1, 100L), (log.Progress(plan, isBegun: true).Measured, log.Progress(plan, isBegun: true).MeasuredEpoch, log.Progress(plan, isBegun: true).Complexity));
    }

    [Fact]
    public void A_lost_checkpoint_is_trained_again_for_the_coder_that_lacks_it()
    {
        RunPlan plan = Plan with { Measure = Plan.Measure with { MoreCoders = [CoderKind.Tensor] } };
        RunLog log = Completed();
        log.Stored.Remove(2);
        log.Take(plan, By("more"));
        Assert.Equal([2], log.ToTrain().Checkpoints);
    }

    [Fact]
    public void A_run_remembers_under_which_numerics_it_was_trained_and_says_it_as_far_as_a_plan_goes()
    {
        NumericsSpan wide = new(0, new("wide", [new("vectors", "512 bits")]));
        NumericsSpan narrow = new(2, new("narrow", []));
        RunLog log = Adopted(Plan);
        Assert.Null(log.LastNumerics);
        Assert.True(log.Take(News(1) with { Numerics = wide }));
        Assert.False(log.Take(News(2) with { Numerics = wide }));
        Assert.Equal("wide", log.LastNumerics);
        Assert.False(log.Take(News(2) with { Numerics = narrow })); // stopped before it had trained anything
        Assert.True(log.Take(News(3) with { Numerics = narrow }));
        Assert.False(log.Take(News(3) with { Numerics = narrow }));
        Assert.False(log.Take(News(3))); // from a silo that does not say
        RunLog stored = JsonSerializer.Deserialize<RunLog>(JsonSerializer.Serialize(log, ContractJson.Options), ContractJson.Options)!;
        Assert.Equal("narrow", stored.LastNumerics);
        Assert.Equal(["wide", "narrow"], Ids(stored, Plan));
        Assert.Equal(["wide"], Ids(stored, Plan with { Run = Plan.Run with { Epochs = 2 } }));
        Assert.Equal(wide.Fingerprint.Parts, stored.Record(Plan, isBegun: false).Numerics[0].Parts);
    }

    [Fact]
    public void What_was_trained_before_numerics_were_recorded_is_said_to_be_unknown()
    {
        RunLog log = Adopted();
        log.Take(News(1));
        string before = JsonSerializer.Serialize(log, ContractJson.Options).Replace("\"Numerics\":[],", "", StringComparison.Ordinal);
        Assert.DoesNotContain("Numerics", before, StringComparison.Ordinal);
        log = JsonSerializer.Deserialize<RunLog>(before, ContractJson.Options)!;
        Assert.Empty(Ids(log, Plan));
        Assert.Null(log.LastNumerics);
        log.Take(News(2) with { Numerics = new(1, new("wide", [])) });
        Assert.Equal(["unknown", "wide"], Ids(log, Plan));
    }

    private static IEnumerable<string> Ids(RunLog log, RunPlan plan) => log.Record(plan, isBegun: false).Numerics.Select(each => each.Id);

    [Fact]
    public void State_from_before_there_were_coders_is_read_and_its_bounds_are_evaluated_anew()
    {
        RunLog log = Completed();
        string before = JsonSerializer.Serialize(log, ContractJson.Options).Replace(",\"Coded\":[]", "", StringComparison.Ordinal);
        Assert.DoesNotContain("Cod", before, StringComparison.Ordinal);
        RunRecord record = JsonSerializer.Deserialize<RunLog>(before, ContractJson.Options)!.Record(Plan, isBegun: false);
        Assert.Equal(RunState.Completed, record.State);
        int trainCount = ModularTask.TrainCount(Plan.Run.Task, Plan.Run.Modulus, Plan.Run.TrainFraction);
        Assert.All(record.Measurements, each => Assert.Equal(GeneralizationBound.Of(800, 0.5, trainCount), each.Epsilons[0].GeneralizationBound));
    }

    [Fact]
    public void A_checkpoint_that_two_sweeps_want_measured_alike_is_measured_once()
    {
        RunLog log = Adopted();
        log.Take(Plan with { Run = Plan.Run with { Epochs = 6 } }, By("longer"));
        log.Take(News(1));
        Assert.Single(log.ToMeasure());
    }

    [Fact]
    public void A_lost_checkpoint_is_trained_again_until_it_is_measured()
    {
        RunLog log = Adopted();
        log.Take(News(1));
        log.Take(News(2));
        log.Stored.Remove(1);
        Assert.Equal([1, 3], log.ToTrain().Checkpoints);
        log.Take(Plan.Effort, Measured(1));
        Assert.Equal([3], log.ToTrain().Checkpoints);
    }

    [Theory]
    [InlineData(Retention.All, new int[0])]
    [InlineData(Retention.Resume, new[] { 1 })]
    [InlineData(Retention.Nothing, new[] { 1 })]
    public void Checkpoints_that_are_not_kept_may_go_when_they_are_measured(Retention keep, int[] disposable)
    {
        RunLog log = Adopted(Plan with { Keep = keep });
        log.Take(News(1));
        log.Take(News(2));
        log.Take(Plan.Effort, Measured(1));
        Assert.Equal(disposable, log.Disposable());
    }

    [Fact]
    public void A_run_that_was_given_up_is_tried_again_once_for_each_wish_to_retry()
    {
        RunLog log = Adopted();
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => log.Fault("")));
        log.Reason = "failed";
        Assert.Equal(RunState.Failed, log.StateFor(Plan, isBegun: true));
        Assert.False(log.IsWanted);
        Assert.False(log.Take(Plan, By("page")));
        Assert.True(log.Take(Plan, By("page", retry: "first")));
        Assert.True(log.IsWanted);
        Assert.Equal(1, log.Fault(""));
        log.Reason = "failed again";
        Assert.False(log.Take(Plan, By("page", retry: "first")));
        Assert.False(log.IsWanted);
    }

    [Fact]
    public void Faults_count_in_a_row()
    {
        RunLog log = Adopted();
        log.Fault("");
        log.Fault("");
        log.Take(News(1));
        Assert.Equal(1, log.Fault(""));
    }

    [Fact]
    public void The_effort_tells_what_a_measurement_depends_on()
    {
        Assert.Equal(Plan.Effort, (Plan with { Run = Plan.Run with { Epochs = 4 }, Measure = Plan.Measure with { ScheduleBase = 2, EvaluationBase = 1 } }).Effort);
        Assert.NotEqual(Plan.Effort, (Plan with { Measure = Plan.Measure with { Epsilons = [1, 2] } }).Effort);
        Assert.NotEqual(Plan.Effort, (Plan with { Measure = Plan.Measure with { Evaluations = 9 } }).Effort);
        RunPlan coders = Plan with { Measure = Plan.Measure with { MoreCoders = [CoderKind.Tensor, CoderKind.Gauge] } };
        Assert.Equal(Plan.Effort, coders.Effort);
        Assert.Equal(3, coders.Efforts.Select(each => each.Effort).Distinct().Count());
        Assert.Equal(coders.EffortBy(CoderKind.Gauge), (coders with { Measure = coders.Measure with { Evaluations = 9, MoreCoders = [] } }).EffortBy(CoderKind.Gauge));
        Assert.NotEqual(coders.EffortBy(CoderKind.Gauge), (coders with { Measure = coders.Measure with { Epsilons = [1, 2] } }).EffortBy(CoderKind.Gauge));
        Assert.Equal(RunId.Of(Plan.Run), RunId.Of(Plan.Run with { Epochs = 4 }));
    }
}
