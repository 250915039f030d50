using Grokking.Model;

namespace Grokking.Coders.Gauge;

/// <summary>
/// The exact reductions of a transformer of one layer, in double precision:
/// <list type="number">
/// <item>The first position's vector is folded into the tokens; the third position is the first plus one vector.</item>
/// <item>The last token is always "=", so that its query is one vector: query and key become one score a token and head. The key's bias adds to all scores alike and cancels.</item>
/// <item>Value and output kernels are folded into a table of tokens for each head; the value's bias into the output's.</item>
/// <item>"∘" and "=" are the same in every equation: one vector and one score a head. The three attention weights add up to 1, so that the vector is subtracted from the tables and added once.</item>
/// <item>The first norm's gain and bias go into the hidden layer, as far as the residual path lets them; the second's into the unembedding.</item>
/// <item>Means that a norm removes, and what is common to all logits, are removed.</item>
/// </list>
/// </summary>
internal static class Reduction
{
    /// <summary>Reduces a network.</summary>
    /// <param name="weights">θ, in the layout of <see cref="Transformer"/>.</param>
    /// <param name="shape">One layer.</param>
    /// <param name="modulus">p.</param>
    public static ReducedTransformer Of(Weights weights, Architecture shape, int modulus)
    {
        (int width, int heads, int p) = (shape.Width, shape.Heads, modulus);
        int part = width / heads;
        Matrices w = new(weights);
        double[,] tokens = w.Matrix(0);
        double[,] positions = w.Matrix(1);

        // Rows: each number at the first position, ∘, =, and what the third position adds.
        double[,] inputs = new double[p + 3, width];
        for (int j = 0; j < width; j++)
        {
            for (int row = 0; row < p; row++)
            {
                inputs[row, j] = tokens[row, j] + positions[0, j];
            }

            inputs[p, j] = tokens[p, j] + positions[1, j];
            inputs[p + 1, j] = tokens[p + 1, j] + positions[3, j];
            inputs[p + 2, j] = positions[2, j] - positions[0, j];
        }

        double[,] query = Dense.Add(Dense.Multiply(Dense.Row(inputs, p + 1), w.Matrix(2)), w.Vector(3));
        double[,] keys = Dense.Multiply(inputs, w.Matrix(4));
        double[,] values = Dense.Multiply(inputs, w.Matrix(6));
        double[,] output = w.Matrix(8);
        double[][,] left = new double[heads][,];
        double[][,] right = new double[heads][,];
        double[,] scores = new double[heads, p];
        (double[] cross, double[] rest) = (new double[heads], new double[heads]);
        double[] offset = Dense.Sum(Dense.RowOf(inputs, p + 1), w.Vector(9), Dense.RowOf(Dense.Multiply(Dense.AsRow(w.Vector(7)), output), 0));
        for (int head = 0; head < heads; head++)
        {
            double[,] table = Dense.Multiply(Dense.Columns(values, head * part, part), Dense.Rows(output, head * part, part)); // (p + 3, D)
            double[] score = new double[p + 3];
            for (int row = 0; row < p + 3; row++)
            {
                for (int j = head * part; j < (head + 1) * part; j++)
                {
                    score[row] += keys[row, j] * query[0, j] / Math.Sqrt(part);
                }
            }

            // A constant added to the scores of all four positions changes nothing: that of the mean token is 0.
            double mean = score[..p].Average();
            (double operation, double equals) = (Math.Exp(score[p] - mean), Math.Exp(score[p + 1] - mean));
            cross[head] = score[p + 2];
            rest[head] = Math.Log(operation + equals);
            (left[head], right[head]) = (new double[p, width], new double[p, width]);
            for (int j = 0; j < width; j++)
            {
                double constant = ((operation * table[p, j]) + (equals * table[p + 1, j])) / (operation + equals);
                offset[j] += constant;
                for (int row = 0; row < p; row++)
                {
                    left[head][row, j] = table[row, j] - constant;
                    right[head][row, j] = table[row, j] + table[p + 2, j] - constant;
                }
            }

            for (int row = 0; row < p; row++)
            {
                scores[head, row] = score[row] - mean;
            }

            Dense.CenterRows(left[head]);
            Dense.CenterRows(right[head]);
        }

        Dense.Center(offset);
        double[] gain = w.Vector(10);
        double[] shift = w.Vector(11);
        double[,] hidden = Dense.Transpose(w.Matrix(12));                                        // (M, D)
        double[] hiddenBias = Dense.Sum(w.Vector(13), Dense.Apply(hidden, shift));
        double[,] outward = w.Matrix(14);                                                        // (M, D)
        Dense.CenterRows(outward);
        double[] outputBias = Dense.Sum(w.Vector(15), shift);
        Dense.Center(outputBias);
        double[,] unembedding = Dense.Transpose(w.Matrix(18));                                   // (V, D)
        double[] unembeddingBias = Dense.Sum(w.Vector(19), Dense.Apply(unembedding, w.Vector(17)));
        Dense.ScaleColumns(hidden, gain);
        Dense.ScaleColumns(unembedding, w.Vector(16));
        Dense.CenterRows(hidden);
        Dense.CenterRows(unembedding);
        Dense.CenterColumns(unembedding);
        Dense.Center(unembeddingBias);
        return new ReducedTransformer
        {
            Modulus = p,
            Width = width,
            Hidden = shape.MlpWidth,
            Left = left,
            Right = right,
            Scores = scores,
            Cross = cross,
            Rest = rest,
            Offset = offset,
            Gain = gain,
            HiddenKernel = hidden,
            HiddenBias = hiddenBias,
            Output = outward,
            OutputBias = outputBias,
            Unembedding = unembedding,
            UnembeddingBias = unembeddingBias,
        };
    }

    private sealed class Matrices(Weights weights)
    {
        public double[] Vector(int index) => [.. weights[index].ToArray().Select(each => (double)each)];

        public double[,] Matrix(int index)
        {
            IReadOnlyList<int> shape = weights.Layout.Parameters[index].Shape;
            return Dense.Reshape(Vector(index), shape[0], shape[1]);
        }
    }
}
