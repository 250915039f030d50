using System.Globalization;

namespace Grokking.Runs;

/// <summary>A numeric setting of a run that a sweep may set or vary.</summary>
/// <param name="Name">Its name in sweep files and results, such as <c>weight_decay</c>.</param>
/// <param name="Meaning">A line for help and errors.</param>
/// <param name="Allowed">The values that are allowed, in words.</param>
/// <param name="Integer">Whether only whole numbers are allowed.</param>
/// <param name="IsAllowed">Whether a value is allowed on its own.</param>
/// <param name="Get">Reads it.</param>
/// <param name="With">A run with another value.</param>
/// <param name="AppliesTo">Whether it makes a difference to runs of a method; to others <paramref name="With"/> changes nothing.</param>
public sealed record Hyperparameter(
    string Name,
    string Meaning,
    string Allowed,
    bool Integer,
    Func<double, bool> IsAllowed,
    Func<RunSpecification, double> Get,
    Func<RunSpecification, double, RunSpecification> With,
    Func<Method, bool> AppliesTo)
{
    private const int LargestWhole = 1 << 20;

    /// <summary>Every hyperparameter, in the order of the columns of results.</summary>
    public static IReadOnlyList<Hyperparameter> All { get; } =
    [
        Whole("modulus", "p of the task", 2, 1024, run => run.Modulus, (run, value) => run with { Modulus = value }),
        Real("train_fraction", "part of the equations to train on", "a number in (0, 1)", value => value is > 0 and < 1, run => run.TrainFraction, (run, value) => run with { TrainFraction = value }),
        Whole("layers", "blocks of the transformer, hidden layers of the MLP", 1, 64, run => run.Architecture.Layers, (run, value) => run with { Architecture = run.Architecture with { Layers = value } }),
        Whole("width", "d_model", 1, 65536, run => run.Architecture.Width, (run, value) => run with { Architecture = run.Architecture with { Width = value } }),
        Whole("heads", "attention heads; width is a multiple of it", 1, 1024, run => run.Architecture.Heads, (run, value) => run with { Architecture = run.Architecture with { Heads = value } }),
        Whole("mlp_width", "d_mlp", 1, 65536, run => run.Architecture.MlpWidth, (run, value) => run with { Architecture = run.Architecture with { MlpWidth = value } }),
        Whole("batch_size", "largest mini-batch", 1, LargestWhole, run => run.BatchSize, (run, value) => run with { BatchSize = value }),
        Real("learning_rate", "AdamW step size", "a number > 0", value => value > 0, run => run.LearningRate, (run, value) => run with { LearningRate = value }),
        Real("beta1", "AdamW decay of the first moment", "a number in [0, 1)", value => value is >= 0 and < 1, run => run.Beta1, (run, value) => run with { Beta1 = value }),
        Real("beta2", "AdamW decay of the second moment", "a number in [0, 1)", value => value is >= 0 and < 1, run => run.Beta2, (run, value) => run with { Beta2 = value }),
        Real("adam_epsilon", "AdamW ε", "a number > 0", value => value > 0, run => run.AdamEpsilon, (run, value) => run with { AdamEpsilon = value }),
        Real("weight_decay", "decoupled weight decay λ", "a number ≥ 0", value => value >= 0, run => run.WeightDecay, (run, value) => run with { WeightDecay = value }, method => method != Method.None),
        Real("weight_noise", "δ of Eqn 10", "a number ≥ 0", value => value >= 0, run => run.WeightNoise, (run, value) => run with { WeightNoise = value }, method => method == Method.Ours),
        Real("spectral_entropy", "β of Eqn 16", "a number ≥ 0", value => value >= 0, run => run.SpectralEntropy, (run, value) => run with { SpectralEntropy = value }, method => method == Method.Ours),
        Real("norm_cutoff", "cutoff of the norm penalty; 0 is off", "a number ≥ 0", value => value >= 0, run => run.NormCutoff, (run, value) => run with { NormCutoff = value }),
    ];

    /// <summary>Finds a hyperparameter by its name; null where there is none.</summary>
    public static Hyperparameter? Find(string name) => All.FirstOrDefault(each => each.Name == name);

    private static Hyperparameter Whole(string name, string meaning, int least, int most, Func<RunSpecification, int> get, Func<RunSpecification, int, RunSpecification> with) => new(
        name, meaning, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), Integer: true,
        value => value >= least && value <= most && value == Math.Floor(value),
        run => get(run), (run, value) => with(run, (int)value), _ => true);

    // A regulariser that a method does not have stays off: a grid over weight decay leaves method none alone.
    private static Hyperparameter Real(
        string name, string meaning, string allowed, Func<double, bool> isAllowed, Func<RunSpecification, double> get, Func<RunSpecification, double, RunSpecification> with, Func<Method, bool>? appliesTo = null) => new(
        name, meaning, allowed, Integer: false, value => double.IsFinite(value) && isAllowed(value), get,
        (run, value) => appliesTo is null || appliesTo(run.Method) ? with(run, value) : run, appliesTo ?? (_ => true));
}
