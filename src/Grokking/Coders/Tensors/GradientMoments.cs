using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>
/// The second moments of a matrix's gradients over probes. Those of a dense layer are Σ xᵢ δⱼ over equations, so that the moments of rows are those of what the kernel reads and the moments of columns
/// those of what its outputs matter for (Martens and Grosse 2015): an error E of the matrix adds tr(Rows · E · Columns · Eᵀ) / Whole to the distortion.
/// </summary>
/// <param name="Rows">(m, m).</param>
/// <param name="Columns">(n, n).</param>
/// <param name="Whole">The sum of all squares, which is the trace of either.</param>
internal sealed record GradientMoments(Tensor Rows, Tensor Columns, double Whole)
{
    private const double Least = 1e-30;

    /// <summary>Takes them.</summary>
    /// <param name="gradients">(probes, m, n), scaled so that the mean over probes and equations is their sum.</param>
    public static GradientMoments Of(Tensor gradients)
    {
        Tensor rows = Moments(gradients);
        return new(rows, Moments(gradients.transpose(1, 2)), Math.Max(Trace(rows), Least));
    }

    /// <summary>What an error as large as some rows of the values adds to the distortion.</summary>
    public double HarmOf(Tensor values, int firstRow, int rows)
    {
        Tensor squares = values.narrow(0, firstRow, rows).Squared();
        return Rows.diagonal().narrow(0, firstRow, rows).unsqueeze(0).mm(squares).mm(Columns.diagonal().unsqueeze(1)).item<float>() / Whole;
    }

    /// <summary>All harm times a factor.</summary>
    public GradientMoments Times(double factor) => this with { Rows = Rows.Times(factor) };

    /// <summary>The harm of one row times a factor. It no longer has to do with the others, which would have to make up for errors of it that were not seen to move what theirs do.</summary>
    public GradientMoments WithRaised(int row, double factor)
    {
        Tensor others = torch.ones(Rows.shape[0]);
        others.narrow(0, row, 1).zero_();
        Tensor raised = torch.zeros(Rows.shape[0]);
        raised.narrow(0, row, 1).add_(Rows.diagonal().narrow(0, row, 1).Times(factor), KeptScalar.Of(1L));
        return this with { Rows = (Rows * others.unsqueeze(0) * others.unsqueeze(1)).Plus(torch.diag(raised)) };
    }

    // Rows that have nothing to do with each other seem to by chance: the less is left of correlations the fewer samples there are.
    private static Tensor Moments(Tensor gradients)
    {
        Tensor samples = gradients.transpose(0, 1).reshape(gradients.shape[1], -1);
        Tensor moments = samples.mm(samples.t());
        Tensor diagonal = moments.diagonal().Plus(Least);
        Tensor correlations = moments * (diagonal.unsqueeze(0) * diagonal.unsqueeze(1)).rsqrt();
        double n = gradients.shape[1];
        double observed = (correlations.Squared().sum().item<float>() - n) / Math.Max(n * (n - 1), 1);
        double chance = 1 / IndependentSamples(gradients);
        double kept = observed > chance ? 1 - (chance / observed) : 0;
        return moments.Times(kept).Plus(torch.diag(moments.diagonal()).Times(1 - kept));
    }

    // The participation ratio of the columns, times the probes: columns that go together are one sample.
    private static double IndependentSamples(Tensor gradients)
    {
        Tensor flat = gradients.reshape(-1, gradients.shape[2]);
        Tensor moments = flat.t().mm(flat);
        double trace = Trace(moments);
        return Math.Max(gradients.shape[0] * trace * trace / Math.Max(moments.Squared().sum().item<float>(), Least), 1);
    }

    private static double Trace(Tensor square) => square.diagonal().sum().item<float>();
}
