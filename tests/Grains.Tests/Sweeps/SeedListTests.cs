using System.Text.Json;
using CsCheck;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Grains.Tests.Sweeps;

public class SeedListTests
{
    [Fact]
    public void Seeds_come_back_in_their_order_by_index_by_enumeration_and_from_json() =>
        Gen.Select(Gen.ULong[0, 20], Gen.Int[1, 4]).Array[0, 8].Sample(ranges =>
        {
            ulong[] seeds = [.. ranges.SelectMany(range => Enumerable.Range(0, range.Item2).Select(i => range.Item1 + (ulong)i)), ulong.MaxValue];
            SeedList list = [.. seeds];
            Assert.Equal(seeds, list);
            Assert.Equal(seeds, Enumerable.Range(0, list.Count).Select(i => list[i]));
            Assert.Equal(list, JsonSerializer.Deserialize<SeedList>(JsonSerializer.Serialize(list)));
            Assert.Throws<ArgumentOutOfRangeException>(() => list[list.Count]);
        });

    [Fact]
    public void A_hundred_thousand_consecutive_seeds_take_a_few_bytes()
    {
        SeedList list = [.. Enumerable.Range(0, 100_000).Select(seed => (ulong)seed)];
        Assert.Equal("\"0..99999\"", JsonSerializer.Serialize(list));
        Assert.Equal(100_000, list.Count);
    }
}
