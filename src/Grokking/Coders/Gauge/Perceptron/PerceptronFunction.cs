using Grokking.Coders.Gauge.Slots;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Perceptron;

/// <summary>
/// The function of a perceptron without what its parameters can do and the function cannot see:
/// <code>
/// x = Left[a] + Right[b] + bias        x = Kernel relu(x) + bias for each kernel, of which the last gives the logits
/// </code>
/// </summary>
internal sealed class PerceptronFunction : ISlotFunction
{
    private readonly PerceptronForm form;
    private readonly Tensor tables;    // (2 p, W)
    private readonly Tensor bias;      // (1, W)
    private readonly Tensor[] kernels; // (1, inputs, outputs)
    private readonly Tensor[] biases;  // (1, outputs)

    /// <summary>Lays out the tensors.</summary>
    public PerceptronFunction(PerceptronForm form, IReadOnlyList<float[]> values)
    {
        this.form = form;
        tables = torch.tensor(values[PerceptronForm.Tables], 2 * form.Modulus, form.TableWidth);
        bias = torch.tensor(values[PerceptronForm.Bias], 1, form.TableWidth);
        kernels = [.. Enumerable.Range(0, form.Kernels).Select(i => torch.tensor(values[PerceptronForm.Kernel(i)], form.Outputs(i), form.Architecture.MlpWidth).t().contiguous().unsqueeze(0))];
        biases = [.. Enumerable.Range(0, form.Kernels).Select(i => torch.tensor(values[PerceptronForm.Kernel(i) + 1], 1, form.Outputs(i)))];
    }

    /// <inheritdoc/>
    public Tensor Logits(Tensor a, Tensor b, List<Site>? sites = null)
    {
        Tensor rows = torch.stack([a, b.Plus((long)form.Modulus)], 1).flatten();
        Tensor both = tables.index_select(0, rows).view(-1, 2, form.TableWidth);
        if (sites is not null)
        {
            both.requires_grad_(true);
            sites.Add(new(PerceptronForm.Tables, SiteKind.Lookup, rows, both));
        }

        Tensor x = both.sum(1).Plus(bias);                                                       // (B, W)
        sites?.Add(new(PerceptronForm.Bias, SiteKind.Bias, null, x));
        for (int i = 0; i < kernels.Length; i++)
        {
            Tensor neurons = x.relu();
            x = DenseLayer.Apply(neurons.unsqueeze(0), kernels[i], biases[i]).squeeze(0);
            sites?.Add(new(PerceptronForm.Kernel(i), SiteKind.Outward, neurons, x));
            sites?.Add(new(PerceptronForm.Kernel(i) + 1, SiteKind.Bias, null, x));
        }

        return x;
    }
}
