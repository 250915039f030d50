using Grokking.Coders.Entropy;
using Grokking.Coders.Quantizing;
using Grokking.Randomness;
using TorchSharp;

namespace Grokking.Tests.Coders;

public class RateDistortionTests
{
    private const int Rows = 60;
    private const int Columns = 24;

    [Fact]
    public void Bins_are_quarter_octaves()
    {
        Assert.Equal(1f, StepGrid.Step(0));
        Assert.Equal(0.5f, StepGrid.Step(-4));
        Assert.All(Enumerable.Range(-StepGrid.Last, 2 * StepGrid.Last), i => Assert.Equal(Math.Pow(2, 0.25), StepGrid.Step(i + 1) / (double)StepGrid.Step(i), 1e-6));
        Assert.All(Enumerable.Range(-StepGrid.Last, 2 * StepGrid.Last), i => Assert.Equal(i, StepGrid.Nearest(StepGrid.Step(i))));
    }

    [Fact]
    public void A_value_is_rounded_when_bits_are_free_and_dropped_when_they_are_dear()
    {
        Block block = new("w", 1, 3, [2.2f, -0.7f, 0.1f], [1, 1, 1]);
        Assert.Equal([2, -1, 0], RateDistortionQuantizer.Quantize(block, 0, 1e6).Matrix.Values);
        Assert.Equal([0, 0, 0], RateDistortionQuantizer.Quantize(block, 0, 1e-6).Matrix.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Values_with_correlated_inputs_that_make_up_for_each_other_do_less_harm_for_fewer_bits(ulong seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        float[] values = Normal(seed, Rows * Columns);

        // Twenty-four inputs that are mixtures of six, and a little of their own.
        torch.Tensor mixture = torch.tensor(Normal(seed + 10, Columns * 6), Columns, 6);
        torch.Tensor moments = mixture.mm(mixture.t()).add(torch.eye(Columns) * torch.full([1], 0.05f), Grokking.Model.KeptScalar.Of(1L));
        float[] h = moments.contiguous().data<float>().ToArray();
        float[] sensitivities = [.. Enumerable.Range(0, values.Length).Select(i => h[i % Columns * (Columns + 1)])];
        Block alone = new("w", Rows, Columns, values, sensitivities);
        Block together = alone with { Feedback = ErrorFeedback.Of(false, moments, [.. Enumerable.Repeat(1f, Rows)]) };
        IntegerMatrix each = RateDistortionQuantizer.Quantize(alone, -2, 1).Matrix;
        (IntegerMatrix made, double harm) = (RateDistortionQuantizer.Quantize(together, -2, 1).Matrix, RateDistortionQuantizer.Quantize(together, -2, 1).Harm);
        Assert.InRange(Harm(made), 0, 0.9 * Harm(each));
        Assert.InRange(new MagnitudeCosts(made).Bits(made), 0, 1.05 * new MagnitudeCosts(each).Bits(each));

        // The damping is counted as harm, so that it is no less than what it stands for.
        Assert.InRange(harm, Harm(made), double.PositiveInfinity);

        double Harm(IntegerMatrix matrix)
        {
            double sum = 0;
            double[] errors = [.. values.Select((value, i) => value - (matrix.Values[i] * (double)StepGrid.Step(-2)))];
            for (int row = 0; row < Rows; row++)
            {
                for (int i = 0; i < Columns; i++)
                {
                    for (int k = 0; k < Columns; k++)
                    {
                        sum += errors[(row * Columns) + i] * h[(i * Columns) + k] * errors[(row * Columns) + k];
                    }
                }
            }

            return sum;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_harm_that_is_expected_of_both_sides_is_that_of_their_moments(bool isNear)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        float[] values = Normal(3, Rows * Columns);
        torch.Tensor rows = Moments(4, Rows);
        torch.Tensor columns = Moments(5, Columns);
        Block block = new("w", Rows, Columns, values, [.. Enumerable.Repeat(1f, values.Length)]) { Feedback = ErrorFeedback.Of(rows, columns) };
        QuantizedBlock? near = isNear ? RateDistortionQuantizer.Quantize(block, -4, 2) : null;
        QuantizedBlock quantized = RateDistortionQuantizer.Quantize(block, -3, 1, near);
        torch.Tensor error = torch.tensor(values, Rows, Columns) - torch.tensor(quantized.Values(), Rows, Columns);
        double harm = (Damped(rows).mm(error).mm(Damped(columns)) * error).sum().item<float>();
        Assert.Equal(harm, quantized.Harm, 1e-3 * harm);

        // Where bits are free it is far less than that of rounding each value alone, to the same bins.
        Assert.InRange(Harm(block), 0, 0.5 * Harm(block with { Feedback = null }));

        double Harm(Block of)
        {
            torch.Tensor rounding = torch.tensor(values, Rows, Columns) - torch.tensor(RateDistortionQuantizer.Quantize(of, -3, 1e6).Values(), Rows, Columns);
            return (Damped(rows).mm(rounding).mm(Damped(columns)) * rounding).sum().item<float>();
        }

        static torch.Tensor Damped(torch.Tensor moments) => moments.add(torch.eye(moments.shape[0]) * moments.diagonal().mean() * torch.full([1], 0.05f), Grokking.Model.KeptScalar.Of(1L));
    }

    [Fact]
    public void A_part_that_matters_more_than_its_sensitivity_says_is_corrected()
    {
        float[] values = Normal(9, 400);
        Part Of(float sensitivity) => new([new Block("w", 20, 20, values, [.. Enumerable.Repeat(sensitivity, 400)])]);
        double Loss(IReadOnlyList<QuantizedPart?> parts) => (4 * Errors(parts[0])) + Errors(parts[1]);
        double Errors(QuantizedPart? part) => part is null ? 0 : part.Blocks[0].Values().Zip(values, (a, b) => (a - b) * (double)(a - b)).Sum();
        Part[] parts = [Of(1), Of(4)];
        RateDistortionPoint point = new RateDistortionSearch(parts, Loss, 0, default).Smallest(20)!;
        IReadOnlyList<Part> corrected = Calibration.Of(parts, point, Loss);
        double Ratio(IReadOnlyList<Part> of) => of[0].Alternatives[0][0].MeanSensitivity / of[1].Alternatives[0][0].MeanSensitivity;
        Assert.InRange(Ratio(corrected), 2 * Ratio(parts), 16 * Ratio(parts));

        // Both rounds come near what matters, and the same bound takes fewer bits.
        RateDistortionSearch search = Calibration.Search(parts, Loss, Loss, 0, 20, default);
        double Bits(RateDistortionPoint of) => of.Parts.Sum(part => part.Blocks[0].Bits);
        Assert.InRange(Bits(search.Smallest(20)!), 0, 0.95 * Bits(point));
    }

    [Fact]
    public void The_search_takes_the_dearest_bits_that_meet_each_bound()
    {
        float[] values = Normal(7, 400);
        Block block = new("w", 20, 20, values, [.. Enumerable.Repeat(1f, 400)]);
        double Loss(IReadOnlyList<QuantizedPart> parts) => parts[0].Blocks[0].Values().Zip(values, (a, b) => (a - b) * (double)(a - b)).Sum();
        RateDistortionSearch search = new([new Part([block])], Loss, 0, default);
        double before = double.PositiveInfinity;
        foreach (double epsilon in new[] { 200, 20, 2, 0.2 })
        {
            RateDistortionPoint point = search.Smallest(epsilon)!;
            Assert.InRange(point.Distortion, 0.7 * epsilon, epsilon);
            Assert.True(point.Distortion < before);
            before = point.Distortion;
        }
    }

    private static torch.Tensor Moments(ulong seed, int n)
    {
        torch.Tensor mixture = torch.tensor(Normal(seed, n * 5), n, 5);
        return mixture.mm(mixture.t()).add(torch.eye(n), Grokking.Model.KeptScalar.Of(1L));
    }

    private static float[] Normal(ulong seed, int count)
    {
        float[] numbers = new float[count];
        Gaussian.AddScaled(new DrawStream(seed, Purpose.Sensitivity), 0, numbers, 1, numbers);
        return numbers;
    }
}
