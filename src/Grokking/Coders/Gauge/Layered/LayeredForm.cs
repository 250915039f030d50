using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Slots;
using Grokking.Model;

namespace Grokking.Coders.Gauge.Layered;

/// <summary>
/// The matrices of a reduced transformer of several layers (<see cref="LayeredFunction"/>). The first layer's inputs have all D directions, as no norm has removed their mean; the others' K = D − 1.
/// </summary>
internal sealed record LayeredForm(int Modulus, Architecture Architecture, TokenOrder Order) : SlotForm(Modulus, Architecture, Order)
{
    private const int First = 2;    // slots before the layers'
    private const int OfLayer = 11; // slots of a layer

    /// <summary>Index of <c>tokens</c>.</summary>
    public const int Tokens = 0;

    /// <summary>Index of <c>positions</c>.</summary>
    public const int Positions = 1;

    /// <summary>K.</summary>
    public int Directions => Architecture.Width - 1;

    /// <summary>Index of <c>unembedding</c>.</summary>
    public int Unembedding => First + (OfLayer * Architecture.Layers);

    /// <summary>Index of <c>unembedding bias</c>.</summary>
    public int UnembeddingBias => Unembedding + 1;

    /// <summary>Directions of a layer's inputs.</summary>
    public int Inputs(int layer) => layer == 0 ? Architecture.Width : Directions;

    /// <summary>Indices of a layer's slots.</summary>
    public static LayerSlots Of(int layer) => new(First + (OfLayer * layer));

    /// <inheritdoc/>
    public override long Count
    {
        get
        {
            (long width, long hidden, long layers) = (Architecture.Width, Architecture.MlpWidth, Architecture.Layers);
            return ((6 * width * width) + (2 * width * hidden) + (4 * width) + hidden + width) * layers + (2 * width * (Vocabulary + 1L)) + Vocabulary;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots()
    {
        (int width, int k, int hidden) = (Architecture.Width, Directions, Architecture.MlpWidth);
        List<Slot> slots = [new("tokens", Vocabulary, width, TokenTables: 1), new("positions", 2, width)];
        for (int layer = 0; layer < Architecture.Layers; layer++)
        {
            int inputs = Inputs(layer);
            slots.AddRange(
            [
                new($"{layer} carried", layer == 0 ? 0 : k, layer == 0 ? 0 : k),
                new($"{layer} query", inputs + 1, width), new($"{layer} key", inputs, width),
                new($"{layer} value", inputs, width), new($"{layer} mixed", width, k), new($"{layer} mixed bias", 1, k),
                new($"{layer} passed", k, k),
                new($"{layer} hidden", hidden, k), new($"{layer} hidden bias", 1, hidden),
                new($"{layer} output", hidden, k), new($"{layer} output bias", 1, k),
            ]);
        }

        slots.Add(new("unembedding", Vocabulary, k, TokenTables: 1));
        slots.Add(new("unembedding bias", Vocabulary, 1, TokenTables: 1));
        return slots;
    }

    /// <inheritdoc/>
    protected override ISlotFunction Function(IReadOnlyList<float[]> values) => new LayeredFunction(this, values);
}

/// <summary>Indices of a layer's slots.</summary>
/// <param name="Carried">What the norm before gives on beside the identity, symmetric; empty in the first layer.</param>
internal readonly record struct LayerSlots(int Carried)
{
    /// <summary>Queries' kernel, its last row the bias; columns are directions of heads, the strongest of all heads first.</summary>
    public int Query => Carried + 1;

    /// <summary>Keys' kernel.</summary>
    public int Key => Carried + 2;

    /// <summary>Values' kernel.</summary>
    public int Value => Carried + 3;

    /// <summary>What is done with the mixed values.</summary>
    public int Mixed => Carried + 4;

    /// <summary>Its bias.</summary>
    public int MixedBias => Carried + 5;

    /// <summary>What the first norm passes on to the second beside the identity, symmetric.</summary>
    public int Passed => Carried + 6;

    /// <summary>Neurons' inputs.</summary>
    public int Hidden => Carried + 7;

    /// <summary>Neurons' bias.</summary>
    public int HiddenBias => Carried + 8;

    /// <summary>Neurons' outputs.</summary>
    public int Output => Carried + 9;

    /// <summary>Outputs' bias.</summary>
    public int OutputBias => Carried + 10;
}
