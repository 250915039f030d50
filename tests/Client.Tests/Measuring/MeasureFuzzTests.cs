using System.Text;
using CsCheck;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Whatever is done to a checkpoint, it is read or refused in one line, at a cost that the file's own size bounds.</summary>
public sealed class MeasureFuzzTests : IDisposable
{
    private const long MostAllocated = 20_000_000;

    private static readonly byte[] Valid = Checkpoints.Foreign(Checkpoints.PyTorch, Checkpoints.Facts);
    private static readonly int HeaderEnd = 8 + (int)BitConverter.ToUInt64(Valid);

    private static readonly string[] Morsels =
    [
        "", "0", "1", "-1", "9", "99999999", "2147483647", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "1e9", "1e999", "null", "true", "[", "]", "[]", "{", "}", "{}", "\"", "\\", "\\u0000",
        "\\ud800", "\0", "\u00ff", ",", ":", "F16", "F64", "BF16", "I64", "F99", "blocks.", "blocks.999.", "blocks.1000.", "attn.", "in_proj_weight", "embedding", "bias", "__metadata__", "train_indices", "seed", "[1,1,1,1,1,1,1,1]",
    ];

    private static readonly Gen<byte[]> Inserted = Gen.OneOf(Gen.Int[0, Morsels.Length - 1].Select(i => Encoding.Latin1.GetBytes(Morsels[i])), Gen.Byte.Array[0, 9]);

    // Half of the places are in the header, which is where a file can lie.
    private static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.Select(Gen.OneOf(Gen.Int[0, HeaderEnd], Gen.Int[0, Valid.Length]), Gen.Int[0, 12], Inserted, Gen.Int[0, 9]).Select(
        (at, length, bytes, kind) => (Func<byte[], byte[]>)(file =>
        {
            int start = Math.Min(at, file.Length);
            int end = Math.Min(start + length, file.Length);
            return kind switch
            {
                0 => file[..start],
                1 => [.. file[..end], .. file[start..]],
                _ => Fitted([.. file[..start], .. bytes, .. file[end..]], file),
            };
        }));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_changed_checkpoint_is_read_or_refused_in_one_line_at_little_cost() => Mutation.Array[1, 4].Sample(
        mutations => ReadOrRefused(mutations.Aggregate(Valid, (file, mutate) => mutate(file)), "tensors.safetensors", Open), iter: 2_000, threads: 1);

    [Fact]
    public void Any_bytes_are_refused_in_one_line() => Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefused(bytes, "bytes.safetensors", path => TensorSource.Read(path)), iter: 2_000, threads: 1);

    [Fact]
    public void A_changed_array_is_read_or_refused_in_one_line()
    {
        byte[] valid = NumpyArrays.Write("<f4", true, [3, 4], new byte[48]);
        string arrays = Directory.CreateDirectory(folder.In("arrays")).FullName;
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 5], Inserted).Sample(
            (at, length, bytes) => ReadOrRefused([.. valid[..at], .. bytes, .. valid[Math.Min(at + length, valid.Length)..]], Path.Combine("arrays", "a.npy"), _ => TensorSource.Read(arrays)), iter: 2_000, threads: 1);
    }

    private void ReadOrRefused(byte[] bytes, string name, Action<string> read)
    {
        string path = folder.In(name);
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
        }
        catch (BadInputException refusal)
        {
            Assert.Matches(@"\A[^\p{Cc}\u2028\u2029]{10,3000}\z", refusal.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    // The header's length follows what was put in, or every such file would fail for its length alone.
    private static byte[] Fitted(byte[] changed, byte[] before)
    {
        if (before.Length >= 8 && changed.Length >= 8 && changed.AsSpan(0, 8).SequenceEqual(before.AsSpan(0, 8)))
        {
            ulong length = BitConverter.ToUInt64(before) + (ulong)(changed.Length - before.Length);
            BitConverter.GetBytes(length).CopyTo(changed, 0);
        }

        return changed;
    }

    // What the command does before it measures.
    private static void Open(string path) => TaskNetwork.Open(new() { Path = path, Settings = new MeasureSettings(), Names = NameRules.Parse([], null, []) }, TensorSource.Read(path)).Dispose();
}
