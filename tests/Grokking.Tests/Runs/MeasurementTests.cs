using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Theory;

namespace Grokking.Tests.Runs;

public class MeasurementTests
{
    private static readonly Measurement Old = new(
        7, new Score(1, 0.5), new Score(2, 0.1), 3, 400, 1, [new(1, 100, 0.9, 0.1, 0.5, new Score(1.5, 0.75), new Score(2.5, 0.25), 200, 0.2, GeneralizationBound: 99, 800)]);

    [Fact]
    public void Sizes_of_bzip2_are_those_of_the_published_procedure()
    {
        CodedSize size = Assert.Single(Old.SizesBy(CoderKind.Bzip2));
        Assert.Equal(new CodedSize(CoderKind.Bzip2, 1, 100, 0.5, new Score(1.5, 0.75), new Score(2.5, 0.25), 99, 800), size);
        Assert.Empty(Old.SizesBy(CoderKind.Gauge));
    }

    [Fact]
    public void Sizes_of_another_coder_are_its_own()
    {
        CodedSize[] sizes = [Size(CoderKind.Tensor, 2), Size(CoderKind.Gauge, 2), Size(CoderKind.Tensor, 1)];
        Assert.Equal([2.0, 1], (Old with { Coded = sizes }).SizesBy(CoderKind.Tensor).Select(each => each.Epsilon));
    }

    [Fact]
    public void Bounds_of_an_earlier_version_are_evaluated_anew_and_all_else_stays()
    {
        Measurement anew = (Old with { Coded = [Size(CoderKind.Tensor, 1)] }).WithBounds(50);
        Assert.Equal(GeneralizationBound.Of(800, 0.25, 50), anew.Epsilons[0].GeneralizationBound);
        Assert.Equal(GeneralizationBound.Of(80, 0.5, 50), anew.Coded[0].GeneralizationBound);
        Assert.Equal(Old.Epsilons[0], anew.Epsilons[0] with { GeneralizationBound = 99 });
    }

    private static CodedSize Size(CoderKind coder, double epsilon) => new(coder, epsilon, 10, 0.1, new Score(1, 0.5), new Score(1, 0.5), 99, 90);
}
