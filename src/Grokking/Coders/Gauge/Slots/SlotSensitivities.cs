using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>
/// How much each value of a form matters: the mean over equations of |∂logits / ∂value|², logits centred, from random probes δ of the outputs of each <see cref="Site"/>; what it does at one
/// position counts as independent of what it does at another. Second moments of inputs and of δ say how values can make up for each other.
/// </summary>
internal sealed class SlotSensitivities
{
    private const int Probes = 4;
    private const int MostEquations = 1024;
    private static readonly Scalar One = KeptScalar.Of(1L);

    private readonly SlotForm form;
    private readonly IReadOnlyList<Slot> slots;
    private readonly IReadOnlyList<Site> sites;
    private readonly Tensor[] sums;     // of squares, by slot
    private readonly Tensor[] outputs;  // δ², by slot, (outputs)
    private readonly Dictionary<int, Tensor> moments = []; // of δ, by slots that are looked up, (outputs, outputs)

    private SlotSensitivities(SlotForm form, IReadOnlyList<Site> sites)
    {
        (this.form, this.sites) = (form, sites);
        slots = form.Slots();
        sums = [.. slots.Select(each => torch.zeros(each.Rows, each.Columns))];
        outputs = new Tensor[slots.Count];
        foreach (Site site in sites)
        {
            outputs[site.Slot] = torch.zeros(site.Output.shape[^1]);
            if (site.Kind == SiteKind.Lookup)
            {
                moments.Add(site.Slot, torch.zeros(site.Output.shape[^1], site.Output.shape[^1]));
            }
        }
    }

    /// <summary>The parts of a form with their sensitivities.</summary>
    /// <param name="form">The form.</param>
    /// <param name="values">Of each slot, unquantised, as a container has them.</param>
    /// <param name="equations">Over the first of which the mean is taken.</param>
    /// <param name="seed">Draws the probes.</param>
    public static IReadOnlyList<Part> Of(SlotForm form, IReadOnlyList<float[]> values, IReadOnlyList<Equation> equations, ulong seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        equations = [.. equations.Take(MostEquations)];
        Tensor a = torch.tensor([.. equations.Select(each => (long)each.A)], dtype: torch.ScalarType.Int64);
        Tensor b = torch.tensor([.. equations.Select(each => (long)each.B)], dtype: torch.ScalarType.Int64);
        using IDisposable gradients = torch.enable_grad();
        List<Site> sites = [];
        Tensor logits = form.Bind(values).Logits(a, b, sites);
        SlotSensitivities sensitivities = new(form, sites);
        Tensor[] distinct = [.. sites.Select(each => each.Output).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        for (int probe = 0; probe < Probes; probe++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            Tensor r = LogitProbe.Draw(seed, probe, logits.shape);
            IList<Tensor> found = torch.autograd.grad([logits], distinct, [r], retain_graph: true);
            using IDisposable none = torch.no_grad();
            foreach (Site site in sites)
            {
                sensitivities.Add(site, found[Array.IndexOf(distinct, site.Output)]);
            }
        }

        using IDisposable noGradients = torch.no_grad();
        return sensitivities.Parts(values, 1.0 / (Probes * equations.Count), equations.Count);
    }

    private void Add(Site site, Tensor gradient)
    {
        Tensor delta = gradient.reshape(-1, gradient.shape[^1]);                                 // (N, O)
        Tensor squares = delta.Squared();
        Tensor sum = sums[site.Slot];
        outputs[site.Slot].add_(squares.sum([0]), One);
        if (moments.TryGetValue(site.Slot, out Tensor? moment))
        {
            moment.add_(delta.t().mm(delta), One);
        }

        switch (site.Kind)
        {
            case SiteKind.Lookup:
                Tensor named = site.Input!.lt(KeptScalar.Of(sum.shape[0])).nonzero().squeeze(1);
                sum.index_add_(0, site.Input!.index_select(0, named), squares.index_select(0, named), One);
                break;
            case SiteKind.Bias:
                sum.add_(squares.sum([0]).view(sum.shape), One);
                break;
            case SiteKind.Inward:
                sum.add_(site.Input!.Squared().t().mm(squares), One);
                break;
            case SiteKind.Outward:
                sum.add_(squares.t().mm(site.Input!.Squared()), One);
                break;
            default:
                Tensor both = squares.t().mm(site.Input!.Squared());
                sum.add_(both.Plus(both.t() - both.diag().diag()).tril(), One);
                break;
        }
    }

    private IReadOnlyList<Part> Parts(IReadOnlyList<float[]> values, double scale, int equations)
    {
        Dictionary<object, Tensor> inputMoments = new(ReferenceEqualityComparer.Instance);
        Dictionary<int, Site> bySlot = sites.DistinctBy(each => each.Slot).ToDictionary(each => each.Slot);
        return [.. slots.Select((slot, i) => bySlot.TryGetValue(i, out Site? site) ? PartOf(slot, i, site) : new Part([new Block(slot.Name, slot.Rows, slot.Columns, values[i], new float[values[i].Length])]))];

        Part PartOf(Slot slot, int index, Site site)
        {
            float[] own = Spread(sums[index].Times(scale), slot);
            Block direct = new(slot.Name, slot.Rows, slot.Columns, values[index], own)
            {
                Feedback = site.Kind switch
                {
                    SiteKind.Inward => ErrorFeedback.Of(true, Moments(site.Input!), Floats(outputs[index].Times(scale))),
                    SiteKind.Outward => ErrorFeedback.Of(false, Moments(site.Input!), OutputWeights(outputs[index].Times(scale), slot)),
                    SiteKind.Lookup => ErrorFeedback.Of(false, moments[index].Times(scale), RowWeights(own, moments[index].Times(scale))),
                    _ => null,
                },
            };
            return new Part([direct]);
        }

        Tensor Moments(Tensor inputs)
        {
            if (!inputMoments.TryGetValue(inputs, out Tensor? known))
            {
                known = inputs.t().mm(inputs).Times(1.0 / equations);
                inputMoments.Add(inputs, known);
            }

            return known;
        }
    }

    private float[] OutputWeights(Tensor weights, Slot slot) => Spread(weights.unsqueeze(1), slot);

    // Sensitivities of a table's row are its weight times the diagonal of the moments.
    private static float[] RowWeights(float[] sensitivities, Tensor moments)
    {
        double whole = moments.diagonal().sum().item<float>();
        int columns = (int)moments.shape[0];
        return [.. sensitivities.Chunk(columns).Select(row => whole > 0 ? (float)(row.Sum(each => (double)each) / whole) : 0)];
    }

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    // After an orthonormal transform of the rows an error of one coefficient is spread over all tokens.
    private float[] Spread(Tensor sum, Slot slot)
    {
        if (form.Order == Fourier.TokenOrder.None || slot.TokenTables == 0)
        {
            return Floats(sum);
        }

        int rows = slot.TokenTables * form.Modulus;
        Tensor spread = sum.narrow(0, 0, rows).mean([0], keepdim: true).expand(rows, -1);
        return Floats(torch.cat([spread, sum.narrow(0, rows, sum.shape[0] - rows)], 0));
    }
}
