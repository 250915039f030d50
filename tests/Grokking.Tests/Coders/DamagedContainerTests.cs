using System.Globalization;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Runs;

namespace Grokking.Tests.Coders;

/// <summary>The decoder and bytes that nobody wrote. GROK_DAMAGED_CONTAINERS sets how many are tried.</summary>
public class DamagedContainerTests
{
    private const int Overhead = 1 << 20;
    private const int BytesPerValue = 24; // whole numbers, values, factors and a product, each of four bytes

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("GROK_DAMAGED_CONTAINERS"), CultureInfo.InvariantCulture, out int count) ? count : 20_000;

    private static IEnumerable<Architecture> Shapes =>
        [CodedExample.Transformer, CodedExample.Transformer with { Layers = 2 }, CodedExample.Transformer with { Kind = NetworkKind.Mlp, Layers = 3 }];

    private static IEnumerable<byte[]> Containers(Architecture shape) =>
        CheckpointCoders.Code([CoderKind.Tensor, CoderKind.Gauge, CoderKind.Fourier], CodedExample.Of(shape)).SelectMany(each => each.Select(coded => coded.Container));

    [Fact]
    public void Damaged_containers_are_decoded_or_refused_and_nothing_else()
    {
        byte[][] whole = [.. Shapes.SelectMany(Containers).DistinctBy(Convert.ToHexString)];
        (int refused, int decoded) = (0, 0);
        for (int i = 0; i < Count; i++)
        {
            byte[] damaged = Damage(whole[i % whole.Length], (uint)i);
            if (Decodes(damaged))
            {
                decoded++;
            }
            else
            {
                refused++;
            }
        }

        Assert.True(refused > Count / 50 && decoded > Count / 50, $"{refused} refused, {decoded} decoded");
    }

    [Fact]
    public void Random_bytes_behind_any_header_are_decoded_or_refused()
    {
        for (uint i = 0; i < Count / 10; i++)
        {
            byte[] bytes = [.. Enumerable.Range(0, (int)(i % 97)).Select(j => (byte)Word(i, (uint)j))];
            byte[] start = [(byte)'g', (byte)'k', (byte)(0x20 | (1 + (i % 3)))];
            Decodes([.. start, .. bytes]);
        }
    }

    [Fact]
    public void A_header_that_asks_for_more_than_its_length_allows_is_refused_before_anything_is_allocated()
    {
        // p = 2²⁰ − 1, one layer, width and hidden width 2²⁰ − 1, one head; then two layers, as many as there may be, and perceptrons of one layer and of as many.
        byte[] greedy = [(byte)'g', (byte)'k', 0x21, 0xFF, 0xFF, 0x3F, 2, 0xFF, 0xFF, 0x3F, 1, 0xFF, 0xFF, 0x3F, 0, 0, 0];
        byte[][] layers = [[2], [4], [0x80, 0x10], [3], [0x81, 0x10]];
        foreach (byte coder in new byte[] { 0x21, 0x22, 0x23 })
        {
            foreach (byte[] bytes in layers.Select(each => (byte[])[.. greedy[..2], coder, .. greedy[3..6], .. each, .. greedy[7..]]))
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Throws<InvalidDataException>(() => CodedNetworkDecoder.Decode(bytes));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 17);
            }
        }
    }

    private static bool Decodes(byte[] container)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isDecoded = true;
        try
        {
            CodedNetworkDecoder.Decode(container);
        }
        catch (InvalidDataException)
        {
            isDecoded = false;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Overhead + (BytesPerValue * Limits.For(container.Length)));
        return isDecoded;
    }

    // Some bytes changed, or cut off, or put in between.
    private static byte[] Damage(byte[] whole, uint number)
    {
        List<byte> bytes = [.. whole];
        for (uint i = 0; i <= number % 4; i++)
        {
            uint word = Word(number, i);
            int at = (int)(word % (uint)bytes.Count);
            at = (word & 0x100) == 0 ? at : at % 24; // headers are short and would hardly be hit
            switch ((word >> 20) % 4)
            {
                case 0:
                    bytes.RemoveRange(at, (int)Math.Min((word >> 24) + 1, bytes.Count - at));
                    break;
                case 1:
                    bytes.Insert(at, (byte)(word >> 24));
                    break;
                default:
                    bytes[at] = (byte)(word >> 24);
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }

    private static uint Word(uint number, uint i) => new DrawStream(9, Purpose.Sensitivity, Update: (int)number).Words(i).X;
}
