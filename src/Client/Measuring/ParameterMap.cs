using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Model;

namespace GrokCluster.Client.Measuring;

/// <summary>The parameters of a network of ours among the tensors of a file.</summary>
internal sealed class ParameterMap
{
    /// <summary>The name of a tensor of training equations, which is no parameter.</summary>
    public const string TrainIndices = "train_indices";

    private readonly TensorSource source;
    private readonly Dictionary<string, ParameterSource> parameters = [];

    /// <summary>Finds out what each tensor is.</summary>
    /// <exception cref="BadInputException">A tensor of weights is nothing known, or two are the same parameter.</exception>
    public ParameterMap(TensorSource source, NameRules rules)
    {
        this.source = source;
        rules.RefuseUnused(source.Tensors);
        List<string> unknown = [];
        foreach (StoredTensor tensor in source.Tensors.Where(tensor => tensor.Name != TrainIndices && !rules.Ignores(tensor.Name)))
        {
            IReadOnlyList<TensorRole> roles = rules.Roles(tensor.Name) ?? ParameterName.Roles(tensor.Name);
            if (roles.Count > 0)
            {
                Add(tensor, roles);
            }
            else if (tensor.IsReal)
            {
                unknown.Add(tensor.Name);
            }
        }

        if (unknown.Count > 0)
        {
            throw new BadInputException($"{source.Path}: no parameter of ours is known by the name{(unknown.Count == 1 ? "" : "s")} {NameRules.Listed(unknown)}; say which it is with --name OURS=THEIRS, leave it out with --ignore NAME, or measure another architecture with --loss-command");
        }
    }

    /// <summary>Heads, where the file has an axis of them.</summary>
    public int? Heads => parameters.Values.Select(each => each.Heads).FirstOrDefault(heads => heads is not null);

    /// <summary>The shape of a parameter in our orientation; null if the file lacks it.</summary>
    public IReadOnlyList<int>? Shape(string name) => parameters.GetValueOrDefault(name)?.Shape;

    /// <summary>Numbers of the layers that the file has a parameter of, ascending.</summary>
    public IReadOnlyList<int> Layers => [.. parameters.Keys.Where(name => name.StartsWith("layers.", StringComparison.Ordinal)).Select(name => int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture)).Distinct().Order()];

    /// <summary>Whether any parameter is one that only a transformer has.</summary>
    public bool IsTransformer => parameters.Keys.Any(name => name == "embedding.position" || name.Split('.').Length > 3);

    /// <summary>Reads the weights of a network.</summary>
    /// <exception cref="BadInputException">A parameter is missing or of another shape, or a weight is not finite.</exception>
    public Weights Read(ParameterLayout layout)
    {
        // All shapes first: what is allocated after that is in the file.
        foreach (Parameter parameter in layout.Parameters)
        {
            Check(parameter);
        }

        if (parameters.Keys.Except(layout.Parameters.Select(parameter => parameter.Name)).FirstOrDefault() is { } more)
        {
            throw new BadInputException($"{source.Path}: {OneLine.Quoted(parameters[more].Tensor.Name)} is {more}, which this network does not have; leave it out with --ignore NAME, or say what it is with --name OURS=THEIRS");
        }

        Weights weights = new(layout, new float[layout.Count]);
        foreach (IGrouping<StoredTensor, int> tensor in Enumerable.Range(0, layout.Parameters.Count).GroupBy(i => parameters[layout.Parameters[i].Name].Tensor))
        {
            float[] values = tensor.Key.Reals();
            int bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new BadInputException($"{source.Path}: value {bad} of {OneLine.Quoted(tensor.Key.Name)} is {values[bad].ToString(CultureInfo.InvariantCulture)}; only finite float32 weights can be coarse-grained; give a checkpoint from before the training diverged");
            }

            foreach (int i in tensor)
            {
                parameters[layout.Parameters[i].Name].Read(values, weights[i]);
            }
        }

        return weights;
    }

    /// <summary>The file's tensors, each under its name, shape and orientation, with other weights in place of its own; as float32. The training equations are left to the metadata.</summary>
    public IReadOnlyList<StoredTensor> With(Weights weights)
    {
        Dictionary<StoredTensor, float[]> values = [];
        for (int i = 0; i < weights.Layout.Parameters.Count; i++)
        {
            ParameterSource place = parameters[weights.Layout.Parameters[i].Name];
            if (!values.TryGetValue(place.Tensor, out float[]? target))
            {
                values[place.Tensor] = target = new float[place.Tensor.Count];
            }

            place.Write(weights[i], target);
        }

        return [.. source.Tensors.Where(tensor => tensor.Name != TrainIndices).Select(tensor => values.TryGetValue(tensor, out float[]? coarse) ? StoredTensor.Of(tensor.Name, tensor.Shape, coarse) : tensor)];
    }

    private void Add(StoredTensor tensor, IReadOnlyList<TensorRole> roles)
    {
        if (!tensor.IsReal)
        {
            throw new BadInputException($"{source.Path}: {OneLine.Quoted(tensor.Name)} is of type {tensor.ElementType}; allowed for weights are {string.Join(", ", StoredTensor.RealTypes)}; convert it first");
        }

        foreach (TensorRole role in roles)
        {
            if (!parameters.TryAdd(role.Ours, new(tensor, role)))
            {
                throw new BadInputException($"{source.Path}: {OneLine.Quoted(parameters[role.Ours].Tensor.Name)} and {OneLine.Quoted(tensor.Name)} are both {role.Ours}; leave one out with --ignore NAME, or say what it is with --name OURS=THEIRS");
            }
        }
    }

    private void Check(Parameter parameter)
    {
        if (!parameters.TryGetValue(parameter.Name, out ParameterSource? found))
        {
            throw new BadInputException($"{source.Path}: {parameter.Name} of shape {Text(parameter.Shape)} is missing; the file has {NameRules.Listed(source.Tensors.Select(tensor => tensor.Name))}; say which it is with --name OURS=THEIRS");
        }

        if (!found.Shape.SequenceEqual(parameter.Shape))
        {
            string asStored = found.Role.Transposed ? $", (outputs, inputs) as a weight is; for (inputs, outputs) name it {parameter.Name} with --name" : "";
            throw new BadInputException($"{source.Path}: {OneLine.Quoted(found.Tensor.Name)} has shape {Text(found.Tensor.Shape)}{asStored}; {parameter.Name} of this network has {Text(parameter.Shape)}");
        }
    }

    private static string Text(IReadOnlyList<int> shape) => $"({string.Join(", ", shape.Take(8))})";
}
