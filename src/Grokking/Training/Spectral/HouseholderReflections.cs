namespace Grokking.Training.Spectral;

/// <summary>
/// Q = H₀ H₁ … of reflections Hₖ = I − βₖ vₖ vₖᵀ, applied in blocks: a block's product is I − Y T Yᵀ with its v in the columns of Y and T upper triangular
/// (Schreiber and Van Loan 1989), so that nearly all the arithmetic is products of matrices.
/// </summary>
/// <param name="capacity">Most reflections.</param>
/// <param name="length">Longest v.</param>
internal sealed class HouseholderReflections(int capacity, int length)
{
    private const int Block = 16;

    private readonly double[] vectors = new double[capacity * MatrixProduct.Stride(length)];
    private readonly double[] betas = new double[capacity];
    private readonly int[] firsts = new int[capacity]; // where each v begins, never falling
    private readonly double[] triangle = new double[Block * Block];
    private readonly double[] projection = new double[Block * MatrixProduct.Stride(length)];
    private readonly double[] turned = new double[Block * MatrixProduct.Stride(length)];
    private int stride;
    private int size;
    private int count;

    /// <summary>Begins with none.</summary>
    /// <param name="size">Length of the v.</param>
    public void Clear(int size)
    {
        this.size = size;
        stride = MatrixProduct.Stride(size);
        count = 0;
    }

    /// <summary>vₖ, padded.</summary>
    public Span<double> Vector(int k) => vectors.AsSpan(k * stride, stride);

    /// <summary>Adds the reflection that takes x to (x₀, …, α, 0, …), α in place <paramref name="first"/>; elements before that are left alone.</summary>
    /// <param name="x">x; elements from <paramref name="first"/> on count.</param>
    /// <param name="first">Where α stands.</param>
    /// <param name="negligible">A length that is as good as none: what rounding leaves of a matrix without full rank shrinks from step to step until its squares underflow.</param>
    /// <returns>α and the new reflection's β, which is 0 where x is of that form.</returns>
    public (double Alpha, double Beta) Add(ReadOnlySpan<double> x, int first, double negligible)
    {
        Span<double> v = Vector(count);
        v[..first].Clear();
        x[first..size].CopyTo(v[first..]);
        v[size..].Clear();
        double head = v[first];
        v[first] = 0;
        double rest = PaddedVector.Dot(v, v, first);
        (double alpha, double beta) = (head, 0);
        if (rest > negligible * negligible)
        {
            // The sign avoids cancellation.
            double norm = Math.Sqrt((head * head) + rest);
            alpha = head > 0 ? -norm : norm;
            v[first] = head - alpha;
            beta = 1 / (norm * (norm + Math.Abs(head)));
        }
        else
        {
            v.Clear();
        }

        (betas[count], firsts[count]) = (beta, first);
        count++;
        return (alpha, beta);
    }

    /// <summary>X ← Q X.</summary>
    /// <param name="x">X, (size, columns).</param>
    /// <param name="columns">Columns, at most the longest v.</param>
    /// <param name="row">Distance of X's rows.</param>
    public void Apply(Span<double> x, int columns, int row)
    {
        int width = MatrixProduct.Stride(columns);
        Span<double> yx = projection.AsSpan(0, Block * width);
        Span<double> tyx = turned.AsSpan(0, Block * width);
        for (int from = ((count + Block - 1) / Block * Block) - Block; from >= 0; from -= Block)
        {
            int block = Math.Min(Block, count - from);
            int first = firsts[from]; // rows above are left alone by all of the block
            Triangle(from, block);
            ReadOnlySpan<double> y = vectors.AsSpan((from * stride) + first);
            Span<double> below = x[(first * row)..];
            yx.Clear();
            tyx.Clear();
            MatrixProduct.Add(y, stride, 1, below, row, yx, width, (block, columns, size - first));
            MatrixProduct.Add(triangle, Block, 1, yx, width, tyx, width, (block, columns, block));
            MatrixProduct.Add(y, 1, stride, tyx, width, below, row, (size - first, columns, block), subtract: true);
        }
    }

    // T of the block: Tⱼⱼ = βⱼ, and above it in column j −βⱼ T (Yᵀ vⱼ).
    private void Triangle(int from, int block)
    {
        Span<double> products = stackalloc double[Block];
        triangle.AsSpan().Clear();
        for (int j = 0; j < block; j++)
        {
            double beta = betas[from + j];
            for (int i = 0; i < j; i++)
            {
                products[i] = PaddedVector.Dot(Vector(from + i), Vector(from + j), firsts[from + j]);
            }

            for (int i = 0; i < j; i++)
            {
                double sum = 0;
                for (int k = i; k < j; k++)
                {
                    sum += triangle[(i * Block) + k] * products[k];
                }

                triangle[(i * Block) + j] = -beta * sum;
            }

            triangle[(j * Block) + j] = beta;
        }
    }
}
