using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Seeds in an order of their own, kept as ranges: a hundred thousand consecutive ones take a few bytes, wherever a sweep is sent or stored.</summary>
[CollectionBuilder(typeof(SeedList), nameof(Create))]
[JsonConverter(typeof(Json))]
public sealed class SeedList : IReadOnlyList<ulong>, IEquatable<SeedList>
{
    private readonly (ulong First, int Count, int Offset)[] ranges;

    private SeedList((ulong First, int Count, int Offset)[] ranges) => this.ranges = ranges;

    /// <inheritdoc/>
    public int Count => ranges.Length == 0 ? 0 : ranges[^1].Offset + ranges[^1].Count;

    /// <inheritdoc/>
    public ulong this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int at = Array.BinarySearch(ranges, (0UL, 0, index), Comparer<(ulong, int, int)>.Create((a, b) => a.Item3.CompareTo(b.Item3)));
            (ulong first, _, int offset) = ranges[at < 0 ? ~at - 1 : at];
            return first + (ulong)(index - offset);
        }
    }

    /// <summary>The seeds in the order given.</summary>
    public static SeedList Create(ReadOnlySpan<ulong> seeds)
    {
        List<(ulong First, int Count, int Offset)> ranges = [];
        for (int i = 0; i < seeds.Length; i++)
        {
            if (i > 0 && seeds[i - 1] != ulong.MaxValue && seeds[i] == seeds[i - 1] + 1)
            {
                ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + 1 };
            }
            else
            {
                ranges.Add((seeds[i], 1, i));
            }
        }

        return new([.. ranges]);
    }

    /// <inheritdoc/>
    public IEnumerator<ulong> GetEnumerator()
    {
        foreach ((ulong first, int count, _) in ranges)
        {
            for (int i = 0; i < count; i++)
            {
                yield return first + (ulong)i;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(SeedList? other) => other is not null && ranges.AsSpan().SequenceEqual(other.ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SeedList);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, ranges.Length);

    /// <summary>Comma-separated seeds and ranges, such as <c>0..4,17</c>.</summary>
    public override string ToString() => string.Join(',', ranges.Select(range => range.Count == 1
        ? range.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{range.First}..{range.First + (ulong)range.Count - 1}")));

    private static SeedList Parse(string text)
    {
        List<(ulong First, int Count, int Offset)> ranges = [];
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split("..");
            ulong first = ulong.Parse(ends[0], CultureInfo.InvariantCulture);
            ulong last = ulong.Parse(ends[^1], CultureInfo.InvariantCulture);
            ranges.Add((first, checked((int)(last - first + 1)), ranges.Count == 0 ? 0 : ranges[^1].Offset + ranges[^1].Count));
        }

        return new([.. ranges]);
    }

    private sealed class Json : JsonConverter<SeedList>
    {
        public override SeedList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, SeedList value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
