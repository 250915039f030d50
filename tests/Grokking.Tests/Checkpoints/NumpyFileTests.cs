using System.Text;
using Grokking.Checkpoints;

namespace Grokking.Tests.Checkpoints;

public class NumpyFileTests
{
    private static readonly byte[] Six = [.. Enumerable.Range(1, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    [Fact]
    public void An_array_is_read_by_rows()
    {
        StoredTensor array = NumpyFile.Read(File("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n", Six), "w");
        Assert.Equal(("w", "F32"), (array.Name, array.ElementType));
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Reals());
    }

    [Fact]
    public void One_that_lies_by_columns_is_turned() =>
        Assert.Equal([1, 3, 5, 2, 4, 6], NumpyFile.Read(File("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n", Six), "w").Reals());

    [Fact]
    public void A_number_alone_and_a_vector_are_arrays()
    {
        Assert.Equal([1], NumpyFile.Read(File("{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n", Six[..4]), "w").Reals());
        Assert.Equal([6], NumpyFile.Read(File("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }\n", Six), "w").Shape);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (6,), }", "type '>f4'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (6,), }", "type '|O'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "does not fill")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "no length")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2, 3), }", "Fortran order")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }", "one type")]
    public void What_is_not_read_is_refused(string header, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => NumpyFile.Read(File(header + "\n", Six), "w")).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_truncation_is_refused()
    {
        byte[] whole = File("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", Six);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => NumpyFile.Read(whole.AsMemory(0, length), "w"));
        }
    }

    private static byte[] File(string header, byte[] data) => [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data];
}
