using Grokking.Devices;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>
/// Jacobi's method for a batch of symmetric matrices, by tensor operations alone: the host never waits. In each round n/2 disjoint pairs (p, q) are turned so that their off-diagonal element vanishes,
/// <code>
/// τ = (G_qq − G_pp) / (2 G_pq)    t = sign(τ) / (|τ| + √(1 + τ²))    c = 1 / √(1 + t²)    s = t c
/// </code>
/// and the pairs change by a round-robin (Brent and Luk 1985); n − 1 rounds are a sweep, and so many sweeps are made that float64 is reached whatever the matrix.
/// A pair's two indices stand n/2 apart, so that a rotation of all pairs is one of halves.
/// </summary>
/// <param name="sweeps">Convergence is quadratic; ten reach float64 for n of some hundreds.</param>
public sealed class JacobiEigensolver(int sweeps = JacobiEigensolver.EnoughSweeps) : IEigensolver
{
    private const int EnoughSweeps = 10;
    private readonly Dictionary<(string Device, int Size), Tensor> orders = [];

    /// <inheritdoc/>
    public string Name => "jacobi";

    /// <inheritdoc/>
    public Tensor Eigenvectors(Tensor gram)
    {
        using var noGradients = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        int n = (int)gram.shape[1];
        int even = n + (n % 2);
        int half = even / 2;
        Tensor padded = even == n ? gram : torch.nn.functional.pad(gram, [0, 1, 0, 1]);           // the row of zeros turns with none
        Tensor unit = torch.eye(even, dtype: gram.dtype, device: gram.device).unsqueeze(0).expand(gram.shape[0], even, even);
        Tensor both = torch.cat([padded, unit], 1);                                               // (B, 2n, n): G, then V
        Tensor order = Order(half, gram.device);
        for (int round = 0; round < sweeps * (even - 1); round++)
        {
            Tensor turned = Round(both, order, even, half);
            both.Dispose();
            both = turned;
        }

        return both.narrow(1, even, n).narrow(2, 0, n).contiguous().MoveToOuterDisposeScope();
    }

    private static Tensor Round(Tensor both, Tensor order, int even, int half)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor g = both.narrow(1, 0, even);
        Tensor diagonal = g.diagonal(0, 1, 2);                                                    // (B, n)
        Tensor off = g.diagonal(half, 1, 2);                                                      // (B, n/2)
        Tensor isZero = off.eq(KeptScalar.Of(0L));
        Tensor tau = (diagonal.narrow(1, half, half) - diagonal.narrow(1, 0, half)) / torch.where(isZero, torch.ones_like(off), off.Times(2));
        Tensor sign = torch.where(tau.lt(KeptScalar.Of(0L)), torch.ones_like(tau).neg(), torch.ones_like(tau));
        Tensor t = torch.where(isZero, torch.zeros_like(tau), sign / tau.abs().Plus(tau.Squared().Plus(1.0).sqrt()));
        Tensor c = t.Squared().Plus(1.0).rsqrt();
        Tensor s = t * c;
        Tensor columns = Turn(both, 2, half, c.unsqueeze(1), s.unsqueeze(1));
        Tensor rows = Turn(columns.narrow(1, 0, even), 1, half, c.unsqueeze(2), s.unsqueeze(2));
        Tensor next = torch.cat([rows.index_select(1, order), columns.narrow(1, even, even)], 1);
        return next.index_select(2, order).MoveToOuterDisposeScope();
    }

    private static Tensor Turn(Tensor x, long axis, int half, Tensor c, Tensor s)
    {
        Tensor p = x.narrow(axis, 0, half);
        Tensor q = x.narrow(axis, half, half);
        return torch.cat([(p * c) - (q * s), (p * s).Plus(q * c)], axis);
    }

    // Which index stands where after a round: the first stays, the others go round the two halves. The columns of V move with those of G, so that their order does not matter in the end,
    // and after a sweep all stand where they stood: a padded column comes back to the last place.
    private Tensor Order(int half, torch.Device device)
    {
        (string, int) key = (device.ToString(), half);
        if (!orders.TryGetValue(key, out Tensor? order))
        {
            long[] from = new long[2 * half];
            for (int k = 1; k < half; k++)
            {
                from[k] = k == 1 ? half : k - 1;
            }

            for (int k = 0; k < half; k++)
            {
                from[half + k] = k < half - 1 ? half + k + 1 : half - 1;
            }

            if (half == 1)
            {
                from[1] = 1;
            }

            order = HostTransfer.Write(from, device, 2 * half).DetachFromDisposeScope();
            orders.Add(key, order);
        }

        return order;
    }
}
