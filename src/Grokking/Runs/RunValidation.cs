using Grokking.Model;
using Grokking.Tasks;

namespace Grokking.Runs;

/// <summary>A setting that makes a run impossible, in the words a user reads.</summary>
/// <param name="Key">The hyperparameter's name.</param>
/// <param name="Given">What was given.</param>
/// <param name="Allowed">What is allowed, and the next move.</param>
public sealed record RunFault(string Key, string Given, string Allowed);

/// <summary>Rules between settings; rules of a single one are with its <see cref="Hyperparameter"/>.</summary>
public static class RunValidation
{
    /// <summary>The first rule that a run breaks, or null.</summary>
    public static RunFault? FirstFault(RunSpecification run)
    {
        if (run.Task == Operation.Div && !Primes.Contains(run.Modulus))
        {
            return new("modulus", $"{run.Modulus}", $"div needs a prime modulus, as only then has every b ≠ 0 an inverse; the nearest is {Primes.Nearest(run.Modulus)}");
        }

        if (run.Architecture.Kind == NetworkKind.Transformer && run.Architecture.Width % run.Architecture.Heads != 0)
        {
            return new("width", $"{run.Architecture.Width}", $"width must be a multiple of heads, which is {run.Architecture.Heads}");
        }

        long equations = (long)run.Modulus * (run.Task == Operation.Div ? run.Modulus - 1 : run.Modulus);
        long train = (long)(run.TrainFraction * equations);
        if (train < 2 || train >= equations)
        {
            return new("train_fraction", $"{run.TrainFraction}", $"of {equations} equations it must leave at least 2 to train on and 1 to test on; this leaves {train} to train on");
        }

        return run.Epochs < 1 ? new("epochs", $"{run.Epochs}", "epochs must be a whole number of at least 1") : null;
    }
}
