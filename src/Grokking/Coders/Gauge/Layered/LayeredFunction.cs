using Grokking.Coders.Gauge.Slots;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Layered;

/// <summary>
/// The function of a transformer of several layers without what its parameters can do and the function cannot see; n is a stream after a norm, x before the first:
/// <code>
/// x  = tokens[…] + positions                                                                at the first and third position; "∘" and "=" at the others
/// q  = (n, 1) Query / ŝ    k = n Key        mixed = softmax(q kᵀ / √d) n Value / ŝ          of each head, direction i of head h in column i H + h
/// u  = (1 + Carried) n + mixed Mixed + mixedBias           h = u / rms(u)                   x instead of n in the first layer, in K directions
/// y  = (1 + Passed) h + Outputᵀ gelu(Hidden h + hiddenBias) + outputBias        n = y / rms(y)
/// logits = Unembedding n + unembeddingBias
/// </code>
/// ŝ = √(‖aᵢ‖ ‖bᵢ‖) of the columns of Query and Key, or of Value and the row of Mixed: both factors of a product hold its singular values, so that their errors matter alike. The last
/// layer is computed for the last position alone.
/// </summary>
internal sealed class LayeredFunction : ISlotFunction
{
    private const double NormEpsilon = 1e-6;
    private const int PositionCount = 4;

    private readonly LayeredForm form;
    private readonly Tensor pairs;       // (R, D): tokens at the first position, ∘, tokens at the third, =
    private readonly Layer[] layers;
    private readonly Tensor unembedding; // (1, K, V)
    private readonly Tensor unembeddingBias;

    /// <summary>Lays out the tensors.</summary>
    public LayeredFunction(LayeredForm form, IReadOnlyList<float[]> values)
    {
        this.form = form;
        (int p, int width, int k) = (form.Modulus, form.Architecture.Width, form.Directions);
        Tensor tokens = torch.tensor(values[LayeredForm.Tokens], p + 2, width);
        Tensor positions = torch.tensor(values[LayeredForm.Positions], 2, width);
        Tensor numbers = tokens.narrow(0, 0, p);
        pairs = torch.cat([numbers.Plus(positions.narrow(0, 0, 1)), tokens.narrow(0, p, 1), numbers.Plus(positions.narrow(0, 1, 1)), tokens.narrow(0, p + 1, 1)], 0);
        layers = [.. Enumerable.Range(0, form.Architecture.Layers).Select(layer => new Layer(form, values, layer))];
        unembedding = torch.tensor(values[form.Unembedding], p + 2, k).t().contiguous().unsqueeze(0);
        unembeddingBias = torch.tensor(values[form.UnembeddingBias], 1, p + 2);
    }

    /// <inheritdoc/>
    public Tensor Logits(Tensor a, Tensor b, List<Site>? sites = null)
    {
        int p = form.Modulus;
        Tensor rows = torch.stack([a, torch.full_like(a, KeptScalar.Of((long)p)), b.Plus(p + 1L), torch.full_like(a, KeptScalar.Of((2L * p) + 1))], 1); // (B, T)
        Tensor x = pairs.index_select(0, rows.flatten()).view(-1, PositionCount, form.Architecture.Width);
        if (sites is not null)
        {
            x.requires_grad_(true);
            Tensor tokens = torch.stack([a, torch.full_like(a, KeptScalar.Of((long)p)), b, torch.full_like(a, KeptScalar.Of(p + 1L))], 1);
            Tensor none = torch.full_like(a, KeptScalar.Of(2L));
            Tensor positions = torch.stack([torch.zeros_like(a), none, torch.ones_like(a), none], 1);
            sites.Add(new(LayeredForm.Tokens, SiteKind.Lookup, tokens.flatten(), x));
            sites.Add(new(LayeredForm.Positions, SiteKind.Lookup, positions.flatten(), x));
        }

        for (int layer = 0; layer < layers.Length; layer++)
        {
            x = Block(layer, x, rows, sites);
        }

        Tensor n = x.view(-1, form.Directions);
        Tensor logits = DenseLayer.Apply(n.unsqueeze(0), unembedding, unembeddingBias).squeeze(0); // (B, V)
        sites?.Add(new(form.Unembedding, SiteKind.Outward, n, logits));
        sites?.Add(new(form.UnembeddingBias, SiteKind.Bias, null, logits));
        return logits;
    }

    private Tensor Block(int index, Tensor x, Tensor rows, List<Site>? sites)
    {
        Layer layer = layers[index];
        bool last = index == layers.Length - 1;
        int k = form.Directions;
        Tensor read = last ? x.narrow(1, PositionCount - 1, 1) : x;                              // (B, T or 1, I)
        bool looksUp = index == 0 && sites is null;                                              // few distinct inputs
        Tensor query = (looksUp && !last ? Looked(layer.Query, rows) : Product(read, layer.Query)).Plus(layer.QueryBias);
        Tensor key = looksUp ? Looked(layer.Key, rows) : Product(x, layer.Key);
        Tensor value = looksUp ? Looked(layer.Value, rows) : Product(x, layer.Value);
        Tensor mixed = Attend(query / layer.QueryScale, key, value) / layer.ValueScale;          // (B, T or 1, D)
        Tensor residual = read.narrow(2, 0, k);
        Tensor u = Passed(residual, layer.Carried).Plus(Product(mixed, layer.Mixed)).Plus(layer.MixedBias);
        Tensor h = Norm(u);
        Tensor before = Product(h, layer.Hidden);                                                // (B, T or 1, M)
        Tensor neurons = Gelu.Apply(before.view(1, -1, before.shape[2]), layer.HiddenBias);
        Tensor y = Passed(h, layer.Passed).Plus(DenseLayer.Apply(neurons, layer.Output, layer.OutputBias).view(h.shape));
        if (sites is not null)
        {
            LayerSlots slots = LayeredForm.Of(index);
            Tensor ones = torch.ones(read.shape[0] * read.shape[1], 1);
            sites.Add(new(slots.Query, SiteKind.Inward, torch.cat([Flat(read), ones], 1), query));
            sites.Add(new(slots.Key, SiteKind.Inward, Flat(x), key));
            sites.Add(new(slots.Value, SiteKind.Inward, Flat(x), value));
            sites.Add(new(slots.Mixed, SiteKind.Inward, Flat(mixed), u));
            sites.Add(new(slots.MixedBias, SiteKind.Bias, null, u));
            sites.Add(new(slots.Passed, SiteKind.Symmetric, Flat(h), y));
            sites.Add(new(slots.Hidden, SiteKind.Outward, Flat(h), before));
            sites.Add(new(slots.HiddenBias, SiteKind.Bias, null, before));
            sites.Add(new(slots.Output, SiteKind.Inward, Flat(neurons), y));
            sites.Add(new(slots.OutputBias, SiteKind.Bias, null, y));
            if (index > 0)
            {
                sites.Add(new(slots.Carried, SiteKind.Symmetric, Flat(residual), u));
            }
        }

        return Norm(y);
    }

    private static Tensor Flat(Tensor x) => x.reshape(-1, x.shape[^1]);

    private Tensor Looked(Tensor kernel, Tensor rows) => DenseLayer.Product(pairs.unsqueeze(0), kernel).squeeze(0).index_select(0, rows.flatten()).view(rows.shape[0], rows.shape[1], -1);

    private static Tensor Product(Tensor x, Tensor kernel) =>                                    // (B, T, I) → (B, T, O)
        DenseLayer.Product(x.reshape(1, -1, x.shape[2]), kernel).view(x.shape[0], x.shape[1], kernel.shape[2]);

    private static Tensor Passed(Tensor x, Tensor? besideIdentity) => besideIdentity is null ? x : x.Plus(Product(x, besideIdentity));

    private Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        Tensor scores = torch.matmul(PerHead(query), PerHead(key).transpose(2, 3)).Times(1 / Math.Sqrt(HeadWidth)); // (B, H, T or 1, T)
        Tensor mixed = torch.matmul(torch.nn.functional.softmax(scores, -1), PerHead(value));    // (B, H, T or 1, d)
        return mixed.permute(0, 2, 3, 1).reshape(query.shape);
    }

    private int HeadWidth => form.Architecture.Width / form.Architecture.Heads;

    private Tensor PerHead(Tensor x) => x.view(x.shape[0], x.shape[1], HeadWidth, form.Architecture.Heads).permute(0, 3, 1, 2); // (B, T, d H) → (B, H, T, d)

    private Tensor Norm(Tensor x) => x * x.Squared().sum([-1], keepdim: true).Times(1.0 / form.Architecture.Width).Plus(NormEpsilon).rsqrt();

    /// <summary>The tensors of a layer, kernels (1, inputs, outputs).</summary>
    private sealed class Layer
    {
        public Layer(LayeredForm form, IReadOnlyList<float[]> values, int layer)
        {
            LayerSlots slots = LayeredForm.Of(layer);
            (int inputs, int width, int k, int hidden) = (form.Inputs(layer), form.Architecture.Width, form.Directions, form.Architecture.MlpWidth);
            Query = torch.tensor(values[slots.Query][..(inputs * width)], 1, inputs, width);
            QueryBias = torch.tensor(values[slots.Query][(inputs * width)..], 1, 1, width);
            Key = torch.tensor(values[slots.Key], 1, inputs, width);
            QueryScale = Scale(ColumnNorms(values[slots.Query], width), ColumnNorms(values[slots.Key], width));
            Value = torch.tensor(values[slots.Value], 1, inputs, width);
            Mixed = torch.tensor(values[slots.Mixed], 1, width, k);
            ValueScale = Scale(ColumnNorms(values[slots.Value], width), [.. values[slots.Mixed].Chunk(k).Select(row => Math.Sqrt(row.Sum(each => (double)each * each)))]);
            MixedBias = torch.tensor(values[slots.MixedBias], 1, 1, k);
            Hidden = torch.tensor(values[slots.Hidden], hidden, k).t().contiguous().unsqueeze(0);
            HiddenBias = torch.tensor(values[slots.HiddenBias], 1, hidden);
            Output = torch.tensor(values[slots.Output], 1, hidden, k);
            OutputBias = torch.tensor(values[slots.OutputBias], 1, k);
            Carried = layer == 0 ? null : Symmetric(values[slots.Carried], k);
            Passed = Symmetric(values[slots.Passed], k);
        }

        public Tensor Query { get; }

        public Tensor QueryBias { get; }

        public Tensor QueryScale { get; }

        public Tensor Key { get; }

        public Tensor Value { get; }

        public Tensor ValueScale { get; }

        public Tensor Mixed { get; }

        public Tensor MixedBias { get; }

        public Tensor Hidden { get; }

        public Tensor HiddenBias { get; }

        public Tensor Output { get; }

        public Tensor OutputBias { get; }

        public Tensor? Carried { get; }

        public Tensor? Passed { get; }

        private static double[] ColumnNorms(float[] matrix, int columns)
        {
            double[] sums = new double[columns];
            for (int i = 0; i < matrix.Length; i++)
            {
                sums[i % columns] += (double)matrix[i] * matrix[i];
            }

            return [.. sums.Select(Math.Sqrt)];
        }

        // A direction of which one factor is nothing has no product, whatever it is divided by.
        private static Tensor Scale(double[] left, double[] right) =>
            torch.tensor([.. left.Zip(right, (a, b) => a > 0 && b > 0 ? (float)Math.Sqrt(a * b) : 1)], 1, 1, left.Length);

        private static Tensor? Symmetric(float[] lower, int size)
        {
            if (!lower.AsSpan().ContainsAnyExcept(0f))
            {
                return null;
            }

            float[] both = new float[lower.Length];
            for (int row = 0; row < size; row++)
            {
                for (int column = 0; column <= row; column++)
                {
                    both[(row * size) + column] = both[(column * size) + row] = lower[(row * size) + column];
                }
            }

            return torch.tensor(both, 1, size, size);
        }
    }
}
