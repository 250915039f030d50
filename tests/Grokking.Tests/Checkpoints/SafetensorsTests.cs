using System.Text;
using CsCheck;
using Grokking.Checkpoints;

namespace Grokking.Tests.Checkpoints;

public class SafetensorsTests
{
    private static readonly Dictionary<string, string> Metadata = new() { ["run"] = "task=add\n\"ε\"", ["epoch"] = "7" };
    private static readonly byte[] Whole = Safetensors.Write([new("a", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 }), new("b", [0], Array.Empty<float>()), new("c", [], new[] { float.NaN })], Metadata);

    // As Python's safetensors writes it: no checksum of ours, whatever the metadata.
    private static readonly byte[] Foreign = Plain("""{"__metadata__":{"format":"pt","sha256":"of something else"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [1f, 2f]);

    [Fact]
    public void The_layout_of_a_file_is_that_of_the_format()
    {
        int header = (int)BitConverter.ToUInt64(Whole);
        string json = Encoding.UTF8.GetString(Whole, 8, header);
        Assert.Equal(0, (8 + header) % 8);
        Assert.StartsWith("""
            {"__metadata__":{"sha256":"
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}
            """, json, StringComparison.Ordinal);
        Assert.Equal(Whole.Length, 8 + header + 28);
        Assert.Equal(6f, BitConverter.ToSingle(Whole, 8 + header + 20));
    }

    [Fact]
    public void Tensors_and_metadata_come_back()
    {
        (IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(Whole);
        Assert.Equal(["a", "b", "c"], tensors.Select(each => each.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], tensors[0].Values.ToArray());
        Assert.Equal(float.NaN, tensors[2].Values.Span[0]);
        Assert.Equal(Metadata, metadata);
    }

    [Fact]
    public void The_checksum_is_that_of_the_file_with_zeros_in_its_place()
    {
        string text = Encoding.Latin1.GetString(Whole);
        int at = text.IndexOf("sha256", StringComparison.Ordinal) + "sha256\":\"".Length;
        byte[] blank = [.. Whole[..at], .. Encoding.ASCII.GetBytes(new string('0', 64)), .. Whole[(at + 64)..]];
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(blank)), text[at..(at + 64)]);
    }

    [Fact]
    public void Any_single_byte_changed_in_any_way_is_refused()
    {
        byte[] damaged = [.. Whole];
        for (int at = 0; at < Whole.Length; at++)
        {
            for (int change = 1; change < 256; change++)
            {
                damaged[at] = (byte)(Whole[at] ^ change);
                Assert.Throws<InvalidDataException>(() => Safetensors.Read(damaged));
            }

            damaged[at] = Whole[at];
        }
    }

    [Fact]
    public void Any_truncation_is_refused_and_so_is_anything_added()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(Whole.AsMemory(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => Safetensors.Read((byte[])[.. Whole, 0]));
    }

    [Fact]
    public void Any_stretch_overwritten_is_refused() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Byte.Array[1, 600]).Sample((at, bytes) =>
        {
            byte[] damaged = [.. Whole];
            bytes.AsSpan(0, Math.Min(bytes.Length, Whole.Length - at)).CopyTo(damaged.AsSpan(at));
            if (!damaged.AsSpan().SequenceEqual(Whole))
            {
                Assert.Throws<InvalidDataException>(() => Safetensors.Read(damaged));
            }
        });

    [Fact]
    public void A_file_of_another_program_is_read_where_that_is_asked_for()
    {
        (IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.ReadStored(Foreign, foreign: true);
        Assert.Equal([1f, 2f], Assert.Single(tensors).Reals());
        Assert.Equal("pt", metadata["format"]);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => Safetensors.Read(Foreign));
        Assert.Contains("no checksum", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_of_our_own_is_not_taken_for_one_of_another_program()
    {
        byte[] damaged = [.. Whole];
        damaged[^1] ^= 1;
        Assert.Throws<InvalidDataException>(() => Safetensors.ReadStored(damaged, foreign: true));
    }

    [Fact]
    public void A_damaged_file_of_another_program_is_refused_in_no_other_way() =>
        Gen.Select(Gen.Int[0, Foreign.Length - 1], Gen.Byte, Gen.Bool).Sample((at, value, cut) =>
        {
            byte[] damaged = cut ? Foreign[..at] : [.. Foreign[..at], value, .. Foreign[(at + 1)..]];
            if (Record.Exception(() => Safetensors.ReadStored(damaged, foreign: true)) is { } fault)
            {
                Assert.IsType<InvalidDataException>(fault);
            }
        });

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("{}")]
    public void Tensors_that_overlap_or_leave_bytes_over_are_refused(string header) =>
        Assert.Throws<InvalidDataException>(() => Safetensors.ReadStored(Plain(header, [1f, 2f]), foreign: true));

    [Fact]
    public void Tensors_may_be_listed_in_any_order()
    {
        byte[] file = Plain("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [1f, 2f]);
        Assert.Equal([("b", 2f), ("a", 1f)], Safetensors.ReadStored(file, foreign: true).Tensors.Where(each => each.Count > 0).Select(each => (each.Name, each.Reals()[0])));
    }

    [Fact]
    public void The_name_of_the_checksum_is_taken() =>
        Assert.Throws<ArgumentException>(() => Safetensors.Write([], new Dictionary<string, string> { ["sha256"] = "mine" }));

    private static byte[] Plain(string header, float[] values) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. values.SelectMany(BitConverter.GetBytes)];
}
