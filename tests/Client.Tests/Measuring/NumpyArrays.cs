using System.Text;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Writes arrays as numpy.save does.</summary>
internal static class NumpyArrays
{
    public static byte[] Write(string type, bool byColumns, int[] shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(byColumns ? "True" : "False")}, 'shape': ({string.Concat(shape.Select(each => $"{each}, "))}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
