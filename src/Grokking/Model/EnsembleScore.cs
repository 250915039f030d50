using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>Loss and accuracy of every member of an ensemble on whole splits, without gradients.</summary>
public static class EnsembleScore
{
    // Rows of all members together whose hidden activations stay in a core's cache: 1,024 × d_mlp 512 × 4 bytes = 2 MB.
    private const int RowsAtOnce = 1024;

    /// <summary>Scores each member.</summary>
    /// <param name="network">The family.</param>
    /// <param name="parameters">The layout's tensors, (S, …).</param>
    /// <param name="equations">Equations of the members; a set of one row serves every member.</param>
    public static IReadOnlyList<Score> Of(INetwork network, IReadOnlyList<Tensor> parameters, EquationSet equations)
    {
        using var noGradients = torch.no_grad();
        int members = (int)parameters[0].shape[0];
        double[] loss = new double[members];
        double[] right = new double[members];
        using DisposeScope bound = torch.NewDisposeScope();
        BoundNetwork logitsOf = network.Bind(parameters);
        int chunk = Math.Max(1, RowsAtOnce / members);
        for (long start = 0; start < equations.Count; start += chunk)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            long count = Math.Min(chunk, equations.Count - start);
            Tensor targets = Rows(equations.C);
            Tensor logits = logitsOf(Rows(equations.A), Rows(equations.B));                      // (S, B, V)
            float[] losses = CrossEntropy.PerMember(logits, targets).cpu().data<float>().ToArray();
            long[] hits = logits.argmax(-1).eq(targets).sum(-1).cpu().data<long>().ToArray();
            for (int member = 0; member < members; member++)
            {
                loss[member] += losses[member] * count;
                right[member] += hits[member];
            }

            Tensor Rows(Tensor column) => column.narrow(1, start, count).expand(members, count).contiguous();
        }

        return [.. Enumerable.Range(0, members).Select(member => new Score(loss[member] / equations.Count, right[member] / equations.Count))];
    }
}
