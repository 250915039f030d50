using GrokCluster.Client.Benchmarks;

namespace GrokCluster.Client.Tests.Benchmarks;

public class SpectralBenchmarkTests
{
    [Fact]
    public void Shares_add_up_and_small_matrices_are_as_right_as_allowed()
    {
        Assert.Equal(1, SpectralBenchmark.Cases.Sum(each => each.Share), 1e-12);
        SpectralBenchmark benchmark = new(matrices: 300);
        foreach (SpectralCase each in SpectralBenchmark.Cases.Where(each => each.Rows * each.Columns <= 32 * 32))
        {
            SpectralFigures figures = benchmark.Measure(each, TestContext.Current.CancellationToken);
            Assert.Equal((int)Math.Round(300 * each.Share), figures.Matrices);
            Assert.Equal(0, figures.WorseThanAllowed);
            Assert.InRange(figures.Worst, 1e-12, 1e-4);
            Assert.True(figures.Ours.Median > 0 && figures.ByEigensolver.Median > 0 && figures.ByAutograd.Median > 0);
        }
    }
}
