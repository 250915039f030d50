using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Slots;
using Grokking.Model;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Layered;

/// <summary>The matrices of a network, rotated and balanced as is good for their codes; rows are tokens.</summary>
internal static class LayeredBlocks
{
    private const int MostEquations = 1024; // for the moments of what comes in

    /// <summary>Reduces a network.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="form">The form; its order says what the rotation begins with.</param>
    /// <param name="equations">What comes in.</param>
    public static IReadOnlyList<float[]> Of(Weights weights, LayeredForm form, IReadOnlyList<Equation> equations)
    {
        double[,]? first = null;
        IReadOnlyList<double[,]> found = LayeredReduction.Of(weights, form, (tokens, _) => first = Rotation.Principal(GaugeForm.Stacked([tokens])));
        double[,] rows = Dense.Multiply(GaugeForm.Stacked([.. Rows(found, form)]), first!);
        IReadOnlyList<double[,]> values = LayeredReduction.Of(weights, form, (tokens, unembedding) => Basis(rows, tokens, unembedding, form));
        return Balanced(values, form, Moments(Balanced(values, form, null), form, equations));
    }

    private static double[,] Basis(double[,] rows, double[,] tokens, double[,] unembedding, LayeredForm form) =>
        form.Order == TokenOrder.None ? Rotation.Principal(rows) : Rotation.Principal(rows, GaugeForm.Strongest(Dense.Rows(tokens, 0, form.Modulus), unembedding, form.Modulus, form.Order));

    // Everything that is a vector of the stream, (…, K).
    private static IEnumerable<double[,]> Rows(IReadOnlyList<double[,]> values, LayeredForm form)
    {
        int k = form.Directions;
        yield return Dense.Columns(Dense.Rows(values[LayeredForm.Tokens], 0, form.Modulus), 0, k);
        for (int layer = 0; layer < form.Architecture.Layers; layer++)
        {
            LayerSlots slots = LayeredForm.Of(layer);
            foreach (int kernel in (int[])[slots.Query, slots.Key, slots.Value])
            {
                yield return Dense.Transpose(Dense.Rows(values[kernel], 0, k));
            }

            yield return values[slots.Mixed];
            yield return values[slots.Hidden];
            yield return values[slots.Output];
        }

        yield return values[form.Unembedding];
    }

    private static IReadOnlyList<float[]> Balanced(IReadOnlyList<double[,]> values, LayeredForm form, Dictionary<int, double[,]>? moments)
    {
        double[][,] balanced = [.. values];
        for (int layer = 0; layer < form.Architecture.Layers; layer++)
        {
            LayerSlots slots = LayeredForm.Of(layer);
            int heads = form.Architecture.Heads;
            (balanced[slots.Query], balanced[slots.Key]) = HeadBalance.Of(values[slots.Query], values[slots.Key], heads, moments?[slots.Query], moments?[slots.Key]);
            (balanced[slots.Value], double[,] mixed) = HeadBalance.Of(values[slots.Value], Dense.Transpose(values[slots.Mixed]), heads, moments?[slots.Value]);
            balanced[slots.Mixed] = Dense.Transpose(mixed);
        }

        return [.. balanced.Select(Dense.Single)];
    }

    // Of what comes in to each slot, (inputs, inputs).
    private static Dictionary<int, double[,]> Moments(IReadOnlyList<float[]> values, LayeredForm form, IReadOnlyList<Equation> equations)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable none = torch.no_grad();
        Equation[] sample = [.. equations.Take(MostEquations)];
        List<Site> sites = [];
        new LayeredFunction(form, values).Logits(Operand(each => each.A), Operand(each => each.B), sites);
        return sites.Where(each => each.Kind == SiteKind.Inward).ToDictionary(each => each.Slot, each => Squared(each.Input!));

        Tensor Operand(Func<Equation, long> value) => torch.tensor([.. sample.Select(value)], dtype: torch.ScalarType.Int64);

        static double[,] Squared(Tensor inputs)
        {
            Tensor product = inputs.t().mm(inputs).to(torch.ScalarType.Float64).contiguous();
            return Dense.Reshape(product.data<double>().ToArray(), (int)inputs.shape[1], (int)inputs.shape[1]);
        }
    }
}
