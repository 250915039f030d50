using Grokking.Checkpoints;

namespace Grokking.Tests.Checkpoints;

public class StoredTensorTests
{
    [Theory]
    [InlineData("F32", "0000c03f000020c1", 1.5f, -10f)]
    [InlineData("F64", "000000000000f83f00000000000024c0", 1.5f, -10f)]
    [InlineData("F16", "003e00c9", 1.5f, -10f)]
    [InlineData("BF16", "c03f20c1", 1.5f, -10f)]
    [InlineData("F16", "007c0100", float.PositiveInfinity, 5.9604645e-8f)]
    [InlineData("F64", "2e9f87a2ae427d549a9999999999b93f", float.PositiveInfinity, 0.1f)]
    public void Real_numbers_of_every_width_are_read(string type, string bytes, params float[] expected) =>
        Assert.Equal(expected, Tensor(type, bytes).Reals());

    [Theory]
    [InlineData("I64", "ffffffffffffffff0200000000000000", -1L, 2L)]
    [InlineData("I32", "ffffffff02000000", -1L, 2L)]
    [InlineData("I16", "ffff0200", -1L, 2L)]
    [InlineData("I8", "ff02", -1L, 2L)]
    [InlineData("U32", "ffffffff02000000", 4294967295L, 2L)]
    [InlineData("U16", "ffff0200", 65535L, 2L)]
    [InlineData("U8", "ff02", 255L, 2L)]
    public void Whole_numbers_of_every_width_are_read(string type, string bytes, params long[] expected) =>
        Assert.Equal(expected, Tensor(type, bytes).Wholes());

    [Fact]
    public void Other_types_are_handed_on_but_not_read()
    {
        StoredTensor mask = Tensor("BOOL", "0001");
        Assert.Contains("'t' is of type BOOL", Assert.Throws<InvalidDataException>(() => mask.Reals()).Message, StringComparison.Ordinal);
        Assert.Contains("'t' is of type BOOL", Assert.Throws<InvalidDataException>(() => mask.Wholes()).Message, StringComparison.Ordinal);
        (IReadOnlyList<StoredTensor> read, _) = Safetensors.ReadStored(Safetensors.WriteStored([mask], new Dictionary<string, string>()));
        Assert.Equal(("BOOL", 2), (read[0].ElementType, read[0].Count));
    }

    private static StoredTensor Tensor(string type, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return new("t", type, [bytes.Length / StoredTensor.SizeOf(type)!.Value], bytes);
    }
}
