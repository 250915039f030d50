using CsCheck;
using Grokking.Optimization;

namespace Grokking.Tests.Optimization;

public class GaussianProcessTests
{
    private static readonly Matern52 Kernel = new(0.5, 0.25, 2, 0.1);

    [Fact]
    public void The_kernel_at_one_length_is_the_tabulated_value()
    {
        Matern52 unit = new(1, 1, 1, 1e-6);
        Assert.Equal(0.5239941088318203, unit.Covariance(new(0, 0), new(1, 0)), 12); // (1 + √5 + 5/3) e^−√5
        Assert.Equal(unit.Covariance(new(0, 0), new(1, 0)), (unit with { LengthX = 0.3 }).Covariance(new(0.5, 0.5), new(0.8, 0.5)), 12);
        Assert.Equal(2, Kernel.Covariance(new(0.1, 0.2), new(0.1, 0.2)), 12);
    }

    [Fact]
    public void One_observation_gives_the_closed_form()
    {
        UnitPoint seen = new(0.3, 0.4);
        UnitPoint asked = new(0.5, 0.5);
        GaussianProcess process = new([seen], [3], Kernel, priorMean: 1);
        double k = Kernel.Covariance(seen, asked);

        Gaussian belief = process.Predict(asked);

        Assert.Equal(1 + (k / 2.1 * 2), belief.Mean, 12);
        Assert.Equal(2 - (k * k / 2.1), belief.Variance, 12);
        Assert.Equal(-0.5 * ((4 / 2.1) + Math.Log(2.1) + Math.Log(2 * Math.PI)), process.LogMarginalLikelihood, 12);
    }

    [Fact]
    public void Two_observations_give_the_closed_form()
    {
        (UnitPoint a, UnitPoint b, UnitPoint asked) = (new(0.2, 0.2), new(0.7, 0.3), new(0.5, 0.1));
        double c = Kernel.Covariance(a, b);
        (double ka, double kb) = (Kernel.Covariance(a, asked), Kernel.Covariance(b, asked));
        double determinant = (2.1 * 2.1) - (c * c);

        Gaussian belief = new GaussianProcess([a], [1], Kernel, 0).With(b, -2).Predict(asked);

        Assert.Equal(((ka * ((2.1 * 1) + (c * 2))) + (kb * ((-c * 1) - (2.1 * 2)))) / determinant, belief.Mean, 12);
        Assert.Equal(2 - (((2.1 * ka * ka) - (2 * c * ka * kb) + (2.1 * kb * kb)) / determinant), belief.Variance, 12);
    }

    [Fact]
    public void Nothing_observed_leaves_the_prior()
    {
        Gaussian belief = new GaussianProcess([], [], Kernel, 7).Predict(new(0.5, 0.5));
        Assert.Equal(new Gaussian(7, 2), belief);
    }

    [Fact]
    public void Observations_only_ever_narrow_the_belief() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 12], Gen.Double[0, 1].Array[12], Gen.Double[0, 1]).Sample((xs, ys, at) =>
        {
            UnitPoint asked = new(at, at);
            GaussianProcess process = new([], [], Kernel, 0);
            for (int i = 0; i < xs.Length; i++)
            {
                double before = process.Predict(asked).Variance;
                process = process.With(new(xs[i], ys[i]), xs[i]);
                Assert.InRange(process.Predict(asked).Variance, 0, before + 1e-9);
            }
        });

    [Fact]
    public void A_matrix_that_is_no_covariance_is_refused() =>
        Assert.Throws<ArgumentException>(() => Cholesky.Of([1, 2, 1], 2));

    [Fact]
    public void Points_and_values_must_match() => Assert.Throws<ArgumentException>(() => new GaussianProcess([new(0, 0)], [], Kernel, 0));
}
