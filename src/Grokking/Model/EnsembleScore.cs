using Grokking.Devices;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>Loss and accuracy of every member of an ensemble on whole splits, without gradients.</summary>
public static class EnsembleScore
{
    // Rows of all members together whose hidden activations stay near a core: 1,024 × d_mlp 512 × 4 bytes = 2 MB.
    private const int RowsAtOnce = 1024;

    // A GPU wants much to do at once; this many take 134 MB for the same.
    private const int RowsAtOnceOnDevice = 65536;

    /// <summary>Scores each member.</summary>
    /// <param name="network">The family.</param>
    /// <param name="parameters">The layout's tensors, (S, …).</param>
    /// <param name="equations">Equations of the members; a set of one row serves every member.</param>
    public static IReadOnlyList<Score> Of(INetwork network, IReadOnlyList<Tensor> parameters, EquationSet equations)
    {
        using var noGradients = torch.no_grad();
        if (parameters[0].device_type == DeviceType.CPU && parameters[0].shape[0] > 1)
        {
            return [.. Enumerable.Range(0, (int)parameters[0].shape[0]).Select(member => OfOne(network, parameters, equations, member))];
        }

        int members = (int)parameters[0].shape[0];
        using DisposeScope bound = torch.NewDisposeScope();
        BoundNetwork logitsOf = network.Bind(parameters);
        Tensor loss = torch.zeros(members, torch.ScalarType.Float64, parameters[0].device);
        Tensor right = torch.zeros(members, torch.ScalarType.Int64, parameters[0].device);
        int rows = parameters[0].device_type == DeviceType.CPU ? RowsAtOnce : RowsAtOnceOnDevice;
        int chunk = (int)Math.Min(equations.Count, Math.Max(1, rows / members));
        for (long start = 0; start < equations.Count; start += chunk)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            long count = Math.Min(chunk, equations.Count - start);
            Tensor targets = Rows(equations.C);
            Tensor logits = logitsOf(Rows(equations.A), Rows(equations.B));                      // (S, B, V)
            loss.PlusInPlace(CrossEntropy.PerMember(logits, targets).to(torch.ScalarType.Float64).Times(count));
            right.PlusInPlace(logits.argmax(-1).eq(targets).sum(-1));

            Tensor Rows(Tensor column) => column.narrow(1, start, count).expand(members, count).contiguous();
        }

        // One wait for the device, at the end.
        double[] losses = HostTransfer.Read<double>(loss);
        long[] hits = HostTransfer.Read<long>(right);
        return [.. Enumerable.Range(0, members).Select(member => new Score(losses[member] / equations.Count, (double)hits[member] / equations.Count))];
    }

    // A CPU does the products of one member faster than those of several together: see DenseLayer.
    private static Score OfOne(INetwork network, IReadOnlyList<Tensor> parameters, EquationSet equations, int member)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        EquationSet own = equations.A.shape[0] == 1 ? equations : equations.Of(member);
        return Of(network, [.. parameters.Select(each => each.narrow(0, member, 1))], own)[0];
    }
}
