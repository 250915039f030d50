using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class PhaseDiagramTests
{
    private static readonly GridAxis LearningRate = new("learning_rate", [0.001, 0.01, 0.1]), WeightDecay = new("weight_decay", [0.3, 3]), Noise = new("weight_noise", [0, 0.01]);

    [Fact]
    public void Each_setting_is_a_cell_that_says_what_it_leads_to()
    {
        IReadOnlyList<RunRecord> runs = [.. Runs([Method.Ours, Method.None], LearningRate, WeightDecay).Select(run => run.Specification switch
        {
            { LearningRate: 0.1, WeightDecay: 3 } => run with { State = RunState.Diverged },
            { LearningRate: 0.1 } => Learnt(run, 0.4, 0.1),
            { LearningRate: 0.01 } => Learnt(run, 1, 0.1),
            { WeightDecay: 3 } => Learnt(run, 1, 1),
            _ => Learnt(run, 1, 1) with { Evaluations = [new(90, new Score(0, 1), new Score(0, 1))] },
        })];
        Picture picture = FigureSet.Find("phase-diagram")!.Draw(runs).Single();
        // Method none has no weight decay, so there is no diagram of it.
        Plot panel = picture.Panels.Single();
        Assert.Equal(("figure-phase-diagram", "Mod Addition"), (picture.FileName, panel.Axes.Title.Label.Text));
        Assert.Equal(("learning_rate", "weight_decay"), (panel.Axes.Bottom.Label.Text, panel.Axes.Left.Label.Text));
        Assert.Equal(
            [(0, 0, "90"), (0, 1, "200"), (1, 0, "M"), (1, 1, "M"), (2, 0, "C"), (2, 1, "D")],
            panel.GetPlottables<Text>().Select(text => ((int)text.Location.X, (int)text.Location.Y, text.LabelText)).Order());
        Assert.Equal(6, panel.GetPlottables<Rectangle>().Count());
        // Yellow has dark text, dark blue has white.
        Assert.Equal([Style.Ink, Colors.White], panel.GetPlottables<Text>().Where(text => text.LabelText is "90" or "200").OrderBy(text => text.LabelText.Length).Select(text => text.LabelFontColor));
        Assert.Equal(["Grokked at epoch 90", "… at epoch 200", "M: memorised only", "C: confused", "D: diverged"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void Every_pair_of_axes_has_a_picture_for_each_setting_of_the_others()
    {
        List<Picture> pictures = [.. FigureSet.Find("phase-diagram")!.Draw(Runs([Method.Ours], LearningRate, WeightDecay, Noise))];
        Assert.Equal(2 + 2 + 3, pictures.Count);
        Assert.Equal("figure-phase-diagram-learning_rate-weight_decay-weight_noise-0", pictures[0].FileName);
        Assert.Equal("Phases, weight_noise = 0", pictures[0].Heading);
        Assert.Equal(7, pictures.Select(picture => picture.FileName).Distinct().Count());
    }

    [Fact]
    public void Methods_have_a_panel_each_if_both_axes_make_a_difference_to_them()
    {
        Picture picture = FigureSet.Find("phase-diagram")!.Draw(Runs([Method.Ours, Method.None], LearningRate, new GridAxis("beta2", [0.9, 0.98]))).Single();
        Assert.Equal(["Mod Addition, ours", "Mod Addition, none"], picture.Panels.Select(panel => panel.Axes.Title.Label.Text));
    }

    [Fact]
    public void One_axis_or_runs_that_have_not_ended_give_none()
    {
        Assert.Empty(FigureSet.Find("phase-diagram")!.Draw(Runs([Method.Ours], LearningRate)));
        Assert.Empty(FigureSet.Find("phase-diagram")!.Draw([.. Runs([Method.Ours], LearningRate, WeightDecay).Select(run => run with { State = RunState.Running })]));
    }

    private static RunRecord Learnt(RunRecord run, double train, double test) => run with { Evaluations = [new(200, new Score(1, train), new Score(1, test))] };

    private static IReadOnlyList<RunRecord> Runs(Method[] methods, params GridAxis[] grid) => SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], methods, seeds: 1, epochs: 30) with { Grid = grid });
}
