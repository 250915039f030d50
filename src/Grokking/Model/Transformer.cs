using System.Runtime.InteropServices;
using Grokking.Model.Passes;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// The paper's transformer: token and position embeddings, post-norm blocks x = LN(x + attention(x)), x = LN(x + mlp(x)) with biases everywhere, GELU in its
/// tanh form and no causal mask, and an untied output layer without a final norm (section 5, Table A.1, authors' code).
/// <para>
/// Only the last position's logits are read, and the sequence a, ∘, b, = has just R = 2p + 2 distinct (token, position) pairs. So the first block computes
/// keys, values and queries once for each pair and looks them up, and the last block computes queries, attention output and MLP for the last position alone.
/// Both are exact: they leave out what nobody reads and compute once what is the same.
/// </para>
/// </summary>
public sealed class Transformer : INetwork
{
    private const int Positions = 4;
    private const double NormEpsilon = 1e-6;
    private const int EmbeddingParameters = 2;
    private const int BlockParameters = 16;

    private readonly Architecture shape;
    private readonly int modulus;

    /// <summary>Lays out the network for a task mod <paramref name="modulus"/>.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="modulus">p.</param>
    /// <param name="positionRows">Rows of the table of positions, at least four, of which four are used; if null p + 2, the authors' number.</param>
    public Transformer(Architecture shape, int modulus, int? positionRows = null)
    {
        (this.shape, this.modulus) = (shape, modulus);
        int vocabulary = modulus + 2;
        int width = shape.Width;
        List<(Parameter Parameter, Initializer Initializer)> tensors =
        [
            (new("embedding.token", vocabulary, width), Initializer.Embedding(width)),
            (new("embedding.position", positionRows ?? vocabulary, width), Initializer.Embedding(width)),
        ];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string block = $"layers.{layer}";
            foreach (string projection in (string[])["query", "key", "value", "output"])
            {
                AddDense($"{block}.attention.{projection}", width, width);
            }

            AddNorm($"{block}.norm1");
            AddDense($"{block}.mlp.hidden", width, shape.MlpWidth);
            AddDense($"{block}.mlp.output", shape.MlpWidth, width);
            AddNorm($"{block}.norm2");
        }

        AddDense("output", width, vocabulary);
        Layout = new(tensors.Select(each => each.Parameter));
        Initializers = [.. tensors.Select(each => each.Initializer)];

        void AddDense(string name, int inputs, int outputs)
        {
            tensors.Add((new($"{name}.kernel", inputs, outputs), Initializer.Dense(inputs)));
            tensors.Add((new($"{name}.bias", outputs), Initializer.Zero));
        }

        void AddNorm(string name)
        {
            tensors.Add((new($"{name}.gain", width), Initializer.One));
            tensors.Add((new($"{name}.bias", width), Initializer.Zero));
        }
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Initializer> Initializers { get; }

    /// <summary>Sizes.</summary>
    internal Architecture Shape => shape;

    /// <summary>p.</summary>
    internal int Modulus => modulus;

    /// <inheritdoc/>
    public BoundNetwork Bind(IReadOnlyList<Tensor> parameters)
    {
        if (parameters[0].device_type == DeviceType.CPU && parameters[0].shape[0] == 1 && !torch.is_grad_enabled())
        {
            return WrittenOut(parameters);
        }

        Func<Tensor, Tensor, Tensor> first = FirstBlock(Block(parameters, 0), DistinctPairs(parameters[0], parameters[1]), last: shape.Layers == 1);
        return (a, b) =>
        {
            Tensor x = first(RowsOf(a, 0), RowsOf(b, modulus + 1));
            for (int layer = 1; layer < shape.Layers; layer++)
            {
                x = LaterBlock(Block(parameters, layer), x, last: layer == shape.Layers - 1);
            }

            return Dense(x.view(a.shape[0], a.shape[1], shape.Width), parameters[^2], parameters[^1]); // (S, B, V)
        };
    }

    // One network on a core, where nobody asks for a gradient.
    private BoundNetwork WrittenOut(IReadOnlyList<Tensor> parameters)
    {
        TransformerParameters named = new(parameters, shape.Layers);
        TransformerPass pass = new(named, modulus, shape.Heads);
        return (a, b) => pass.Forward(MemoryMarshal.Cast<byte, long>(a.bytes), MemoryMarshal.Cast<byte, long>(b.bytes)).Tensor.Plus(named.Output.Bias.Tensor).unsqueeze(0);
    }

    // Rows of the table of pairs: a at position 0 is row a, ∘ is row p, b at position 2 is row p + 1 + b, = is row 2p + 1.
    private Tensor DistinctPairs(Tensor token, Tensor position)
    {
        Tensor numbers = token.narrow(1, 0, modulus);                                             // (S, p, D)
        return torch.cat(
            [
                numbers.Plus(position.narrow(1, 0, 1)),
                token.narrow(1, modulus, 1).Plus(position.narrow(1, 1, 1)),
                numbers.Plus(position.narrow(1, 2, 1)),
                token.narrow(1, modulus + 1, 1).Plus(position.narrow(1, 3, 1)),
            ],
            1);                                                                                   // (S, R, D)
    }

    private Tensor RowsOf(Tensor operand, int first) => MemberRows.Of(operand, (2 * modulus) + 2, first); // (S·B)

    private static Tensor[] Block(IReadOnlyList<Tensor> parameters, int layer)
    {
        Tensor[] block = new Tensor[BlockParameters];
        for (int i = 0; i < BlockParameters; i++)
        {
            block[i] = parameters[EmbeddingParameters + (layer * BlockParameters) + i];
        }

        return block;
    }

    // Pairs (S, R, D) to the block's output: (S, B, D) for the last block, else (S, B, T, D).
    private Func<Tensor, Tensor, Tensor> FirstBlock(Tensor[] block, Tensor pairs, bool last)
    {
        Tensor key = Dense(pairs, block[2], block[3]);                                            // (S, R, D)
        Tensor value = Dense(pairs, block[4], block[5]);                                          // (S, R, D)
        return last ? OnlyBlock(block, pairs, key, value) : FirstOfSeveral(block, pairs, key, value);
    }

    private Func<Tensor, Tensor, Tensor> FirstOfSeveral(Tensor[] block, Tensor pairs, Tensor key, Tensor value)
    {
        Tensor query = Dense(pairs, block[0], block[1]);                                          // (S, R, D)
        return (rowsOfA, rowsOfB) =>
        {
            Tensor mixed = Attend(AtPositions(query, rowsOfA, rowsOfB), AtPositions(key, rowsOfA, rowsOfB), AtPositions(value, rowsOfA, rowsOfB));
            return Feedforward(block, AtPositions(pairs, rowsOfA, rowsOfB), mixed);               // (S, B, T, D)
        };
    }

    // The last position's token is always "=", so its query is one vector a member, and a pair's score does not depend on the equation.
    private Func<Tensor, Tensor, Tensor> OnlyBlock(Tensor[] block, Tensor pairs, Tensor key, Tensor value)
    {
        long members = pairs.shape[0];
        long rows = pairs.shape[1];
        Tensor equals = pairs.narrow(1, rows - 1, 1);                                             // (S, 1, D)
        Tensor query = Dense(equals, block[0], block[1]);                                         // (S, 1, D)
        Tensor score = (key * query).view(members, rows, shape.Heads, -1).sum(-1).Times(1 / Math.Sqrt(HeadWidth)); // (S, R, H)
        return (rowsOfA, rowsOfB) =>
        {
            long batch = rowsOfA.shape[0] / members;
            Tensor scores = torch.stack(
                [Look(score, rowsOfA), OfAll(score, modulus, batch), Look(score, rowsOfB), OfAll(score, rows - 1, batch)], -1); // (S, B, H, T)
            Tensor weights = torch.nn.functional.softmax(scores, -1).unsqueeze(-1);               // (S, B, H, T, 1)
            Tensor attended =
                (weights.select(3, 0) * Heads(Look(value, rowsOfA)))
                .Plus(weights.select(3, 1) * Heads(value.narrow(1, modulus, 1)))
                .Plus(weights.select(3, 2) * Heads(Look(value, rowsOfB)))
                .Plus(weights.select(3, 3) * Heads(value.narrow(1, rows - 1, 1)));                // (S, B, H, d)
            return Feedforward(block, equals, attended.view(members, batch, shape.Width));        // (S, B, D)
        };
    }

    private Tensor LaterBlock(Tensor[] block, Tensor x, bool last)
    {
        Tensor read = last ? x.select(2, Positions - 1).unsqueeze(2) : x;                         // (S, B, 1 or T, D)
        Tensor mixed = Attend(DenseAt(read, block[0], block[1]), DenseAt(x, block[2], block[3]), DenseAt(x, block[4], block[5]));
        return Feedforward(block, read, mixed);
    }

    /// <summary>softmax(q kᵀ / √d) v for each equation and head.</summary>
    private Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        Tensor q = PerHead(query);                                                                // (S·B·H, 1 or T, d)
        Tensor scores = torch.bmm(q, PerHead(key).transpose(1, 2)).Times(1 / Math.Sqrt(HeadWidth)); // (S·B·H, 1 or T, T)
        Tensor mixed = torch.bmm(torch.nn.functional.softmax(scores, -1), PerHead(value));        // (S·B·H, 1 or T, d)
        return mixed.view(query.shape[0], query.shape[1], shape.Heads, query.shape[2], HeadWidth).transpose(2, 3).reshape(query.shape);
    }

    private Tensor PerHead(Tensor x) =>                                                           // (S, B, T, D) → (S·B·H, T, d)
        x.view(x.shape[0], x.shape[1], x.shape[2], shape.Heads, HeadWidth).transpose(2, 3).reshape(-1, x.shape[2], HeadWidth);

    private Tensor Feedforward(Tensor[] block, Tensor residual, Tensor mixed)
    {
        Tensor x = Norm(residual.Plus(DenseAt(mixed, block[6], block[7])), block[8], block[9]);
        Tensor hidden = Gelu.Apply(DenseAt(x, block[10], null), block[11]);
        return Norm(x.Plus(DenseAt(hidden, block[12], block[13])), block[14], block[15]);
    }

    private int HeadWidth => shape.Width / shape.Heads;

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], shape.Heads, HeadWidth);     // (S, B, D) → (S, B, H, d)

    private static Tensor Look(Tensor table, Tensor rows) =>                                      // (S, R, K) → (S, B, K)
        table.view(-1, table.shape[2]).index_select(0, rows).view(table.shape[0], -1, table.shape[2]);

    private static Tensor OfAll(Tensor table, long row, long batch) => table.narrow(1, row, 1).expand(-1, batch, -1);

    private Tensor AtPositions(Tensor table, Tensor rowsOfA, Tensor rowsOfB)                      // (S, R, K) → (S, B, T, K)
    {
        Tensor first = Look(table, rowsOfA);
        return torch.stack([first, OfAll(table, modulus, first.shape[1]), Look(table, rowsOfB), OfAll(table, table.shape[1] - 1, first.shape[1])], 2);
    }

    private static Tensor Dense(Tensor x, Tensor kernel, Tensor? bias) =>                         // (S, N, I) → (S, N, O)
        bias is null ? DenseLayer.Product(x, kernel) : DenseLayer.Apply(x, kernel, bias);

    private static Tensor DenseAt(Tensor x, Tensor kernel, Tensor? bias)                          // (S, …, I) → (S, …, O)
    {
        if (x.dim() == 3)
        {
            return Dense(x, kernel, bias);
        }

        Tensor flat = Dense(x.reshape(x.shape[0], -1, x.shape[^1]), kernel, bias);
        return flat.view(x.shape[0], x.shape[1], x.shape[2], -1);
    }

    private static Tensor Norm(Tensor x, Tensor gain, Tensor bias)
    {
        if (x.shape[0] == 1)
        {
            return torch.nn.functional.layer_norm(x, [x.shape[^1]], gain.view(-1), bias.view(-1), NormEpsilon);
        }

        Tensor normal = torch.nn.functional.layer_norm(x, [x.shape[^1]], eps: NormEpsilon);
        long[] broadcast = x.dim() == 3 ? [x.shape[0], 1, x.shape[^1]] : [x.shape[0], 1, 1, x.shape[^1]];
        return (normal * gain.view(broadcast)).Plus(bias.view(broadcast));
    }
}
