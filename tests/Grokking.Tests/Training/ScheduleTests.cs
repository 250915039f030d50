using CsCheck;
using Grokking.Training;

namespace Grokking.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void The_authors_base_gives_the_published_epochs_and_the_last() => Assert.Equal(
        [1, 2, 3, 4, 6, 8, 10, 13, 17, 23, 30, 39, 51, 66, 86, 112, 146, 190, 247, 321, 417, 542, 600],
        Schedule.Geometric(1.3, 600));

    [Theory]
    [InlineData(1, 4, new[] { 1, 2, 3, 4 })]
    [InlineData(2, 32, new[] { 1, 2, 4, 8, 16, 32 })]
    [InlineData(2, 31, new[] { 1, 2, 4, 8, 16, 31 })]
    [InlineData(10, 1000, new[] { 1, 10, 100, 1000 })]
    [InlineData(1.3, 1, new[] { 1 })]
    [InlineData(1e300, 7, new[] { 1, 7 })]
    public void Small_schedules_are_as_counted_by_hand(double @base, int epochs, int[] expected) => Assert.Equal(expected, Schedule.Geometric(@base, epochs));

    [Theory]
    [InlineData(2, 31)]
    [InlineData(3, 20)]
    [InlineData(5, 14)]
    [InlineData(7, 12)]
    public void Whole_powers_are_not_lost_to_rounding(int @base, int powers)
    {
        int[] expected = [.. Enumerable.Range(0, powers).Select(n => (int)Enumerable.Repeat((long)@base, n).Aggregate(1L, (product, factor) => product * factor))];
        Assert.Equal(expected, Schedule.Geometric(@base, expected[^1]));
    }

    [Fact]
    public void It_is_the_set_of_floored_powers_and_the_last_epoch() => Gen.Select(Gen.Double[1.01, 4], Gen.Int[1, 3000]).Sample((@base, epochs) =>
    {
        SortedSet<int> expected = [epochs];
        for (int n = 0; Math.Floor(Math.Pow(@base, n)) <= epochs; n++)
        {
            expected.Add((int)Math.Floor(Math.Pow(@base, n)));
        }

        Assert.Equal(expected, Schedule.Geometric(@base, epochs));
    });

    [Fact]
    public void A_base_close_to_one_gives_every_epoch_without_delay() => Assert.Equal(Enumerable.Range(1, 500), Schedule.Geometric(1 + 1e-15, 500));

    [Theory]
    [InlineData(0.99, 10)]
    [InlineData(double.NaN, 10)]
    [InlineData(1.3, 0)]
    public void Arguments_outside_their_range_are_refused(double @base, int epochs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Geometric(@base, epochs));
}
