using CsCheck;
using GrokCluster.Client.SweepFiles;

namespace GrokCluster.Client.Tests.SweepFiles;

public class NumberRangeTests
{
    [Theory]
    [InlineData("0..5", 0, 5, 1)]
    [InlineData("0.1 .. 1 step 0.1", 0.1, 1, 0.1)]
    [InlineData("-3..-1", -3, -1, 1)]
    [InlineData("1e-3..1e-2  step  1e-3", 0.001, 0.01, 0.001)]
    public void A_range_is_read(string text, double start, double end, double step)
    {
        Assert.True(NumberRange.TryParse(text, out NumberRange range));
        Assert.Equal(new((decimal)start, (decimal)end, (decimal)step), range);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("..")]
    [InlineData("1..")]
    [InlineData("..1")]
    [InlineData("1..2 step 0")]
    [InlineData("1..2 step -1")]
    [InlineData("1..2 step")]
    [InlineData("1..2..3")]
    [InlineData("a..b")]
    [InlineData("0..1e300")]
    [InlineData("0..5\n")]
    public void Other_text_is_none(string text) => Assert.False(NumberRange.TryParse(text, out _));

    [Fact]
    public void The_count_is_that_of_the_values_which_ascend_from_the_start_and_stop_short_of_a_step_past_the_end() =>
        Gen.Select(Gen.Decimal[-100, 100], Gen.Decimal[0, 50], Gen.Decimal[0.001m, 5]).Sample((start, length, step) =>
        {
            NumberRange range = new(start, start + length, step);
            decimal[] values = [.. range.Values()];
            Assert.Equal(range.Count, values.Length);
            Assert.Equal(start, values[0]);
            Assert.True(values[^1] <= range.End && range.End < values[^1] + step + 1e-20m);
            Assert.Equal(values.Order(), values);
        });

    [Fact]
    public void A_huge_range_is_counted_without_listing_it()
    {
        Assert.True(NumberRange.TryParse("0..1e20 step 1e-28", out NumberRange range));
        Assert.Equal(1e48, range.Count, 1e34);
    }

    [Fact]
    public void A_range_that_ends_before_it_begins_is_empty()
    {
        Assert.True(NumberRange.TryParse("5..0", out NumberRange range));
        Assert.Equal(0, range.Count);
        Assert.Empty(range.Values());
    }
}
