using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Randomness;
using Grokking.Tasks;

namespace GrokCluster.Client.Measuring;

/// <summary>The task that a checkpoint was trained on, and its equations.</summary>
/// <param name="Task">The operation.</param>
/// <param name="Train">Training equations, in random order.</param>
/// <param name="Test">All others.</param>
/// <param name="Seed">What draws Algorithm 1's points: the run's seed, 0 where there is none.</param>
/// <param name="Metadata">What tells this split to whoever reads it from a file's metadata.</param>
internal sealed record Split(Operation Task, Equation[] Train, Equation[] Test, ulong Seed, IReadOnlyDictionary<string, string> Metadata)
{
    private const int LeastTrained = 2;

    /// <summary>Finds the split that the options, the file's tensor <c>train_indices</c> or its metadata tell, in this order.</summary>
    /// <exception cref="BadInputException">It is open, or impossible.</exception>
    public static Split Find(MeasureRequest request, TensorSource source, FileFacts facts, int modulus)
    {
        (string name, string origin) = facts.Text("task", request.Task) ?? throw new BadInputException($"--task: not given, and the metadata of {source.Path} do not say it; allowed are {string.Join(", ", Operations.Names)}; give --task NAME");
        if (!Operations.TryParse(name, out Operation task))
        {
            throw new BadInputException($"{origin}: given {OneLine.Quoted(name)}; allowed are {string.Join(", ", Operations.Names)}");
        }

        if (facts.Whole("modulus", request.Modulus) is int said && said != modulus)
        {
            throw new BadInputException($"{facts.Text("modulus", request.Modulus)!.Value.Origin}: given '{said}', but the vocabulary of {source.Path} is {modulus + 2}, which is p + 2; allowed is {modulus}");
        }

        if (task == Operation.Div && !Primes.Contains(modulus))
        {
            throw new BadInputException($"{origin}: given 'div' for p = {modulus}; allowed is a prime p; measure a checkpoint of such a one");
        }

        ModularTask equations = new(task, modulus);
        ulong? seed = facts.Seed(request.Seed);
        return Indices(request, source, facts) is { } indices
            ? OfIndices(equations, task, indices.Values, indices.Origin, seed ?? 0)
            : OfSeed(equations, task, facts.Fraction("train_fraction", request.TrainFraction), seed, source.Path);
    }

    private static Split OfSeed(ModularTask equations, Operation task, double? fraction, ulong? seed, string path)
    {
        if (fraction is not double part || seed is not ulong drawn)
        {
            string open = fraction is null ? "train-fraction" : "seed";
            throw new BadInputException($"--{open}: not given, and {path} does not say it; the training equations are known by --train-fraction and --seed, for checkpoints of ours, or by --train-indices FILE; give these");
        }

        (Equation[] train, Equation[] test) = equations.Split(part, drawn);
        return train.Length >= LeastTrained && test.Length > 0
            ? new(task, train, test, drawn, Facts(task, equations.Modulus, ("train_fraction", part.ToString("R", CultureInfo.InvariantCulture)), ("seed", drawn.ToString(CultureInfo.InvariantCulture))))
            : throw new BadInputException(FormattableString.Invariant($"--train-fraction: given '{part}', which of {equations.Equations.Count} equations leaves {train.Length} to train on; allowed are at least {LeastTrained}, and 1 to test on"));
    }

    private static Split OfIndices(ModularTask equations, Operation task, long[] indices, string origin, ulong seed)
    {
        int count = equations.Equations.Count;
        bool[] isTrained = new bool[count];
        foreach (long index in indices)
        {
            if (index < 0 || index >= count || isTrained[index])
            {
                throw new BadInputException($"{origin}: {(index >= 0 && index < count ? "has twice" : "has")} the equation {index}; allowed are different numbers from 0 to {count - 1}, the places in the list of all equations, a slowest");
            }

            isTrained[index] = true;
        }

        if (indices.Length < LeastTrained || indices.Length == count)
        {
            throw new BadInputException($"{origin}: has {indices.Length} of {count} equations; allowed are at least {LeastTrained}, and 1 left to test on");
        }

        // Given ones may be sorted, but a part of them must be a random sample.
        int[] order = new DrawStream(0, Purpose.Split).Permutation(indices.Length);
        Equation[] train = [.. order.Select(i => equations.Equations[(int)indices[i]])];
        Equation[] test = [.. Enumerable.Range(0, count).Where(i => !isTrained[i]).Select(i => equations.Equations[i])];
        return new(task, train, test, seed, Facts(task, equations.Modulus, (ParameterMap.TrainIndices, string.Join(',', indices)), ("seed", seed.ToString(CultureInfo.InvariantCulture))));
    }

    private static (long[] Values, string Origin)? Indices(MeasureRequest request, TensorSource source, FileFacts facts)
    {
        if (request.TrainIndices is { } path)
        {
            return (TrainIndexFile.Read(path), "--train-indices");
        }

        // What the user says goes before what the file says.
        if (request.TrainFraction is not null)
        {
            return null;
        }

        string origin = $"{source.Path}: {ParameterMap.TrainIndices}";
        if (source.Tensors.FirstOrDefault(tensor => tensor.Name == ParameterMap.TrainIndices) is { } tensor)
        {
            return tensor.IsWhole ? (tensor.Wholes(), origin) : throw new BadInputException($"{origin} is of type {tensor.ElementType}; allowed are {string.Join(", ", StoredTensor.WholeTypes)}");
        }

        return facts.Text(ParameterMap.TrainIndices, null) is { } text ? (TrainIndexFile.Parse(text.Text, origin), origin) : null;
    }

    private static Dictionary<string, string> Facts(Operation task, int modulus, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> facts = new() { ["task"] = task.Name(), ["modulus"] = modulus.ToString(CultureInfo.InvariantCulture) };
        Array.ForEach(more, each => facts[each.Name] = each.Value);
        return facts;
    }
}
