using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Passes;

/// <summary>
/// A row-major float32 matrix in libtorch's memory, for products by the library and loops of our own. A vector is a matrix of one row.
/// </summary>
internal readonly struct Matrix
{
    private Matrix(Tensor tensor, int rows, int columns) => (Tensor, Rows, Columns) = (tensor, rows, columns);

    /// <summary>(Rows, Columns), contiguous.</summary>
    public Tensor Tensor { get; }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>All values; valid as long as the tensor.</summary>
    public Span<float> Values => MemoryMarshal.Cast<byte, float>(Tensor.bytes);

    /// <summary>Of any values, in the caller's dispose scope.</summary>
    public static Matrix Empty(int rows, int columns) => new(torch.empty(rows, columns), rows, columns);

    /// <summary>Of zeros, in the caller's dispose scope.</summary>
    public static Matrix Zeros(int rows, int columns) => new(torch.zeros(rows, columns), rows, columns);

    /// <summary>A product's result.</summary>
    public static Matrix Of(Tensor result)
    {
        long[] shape = result.shape;
        return new(result, (int)shape[0], (int)shape[1]);
    }

    /// <summary>A parameter of one network, (1, …), as a view.</summary>
    public static Matrix OfParameter(Tensor parameter)
    {
        long[] shape = parameter.shape;
        (long rows, long columns) = shape.Length == 3 ? (shape[1], shape[2]) : (1, shape[1]);
        return new(parameter.view(rows, columns), (int)rows, (int)columns);
    }
}
