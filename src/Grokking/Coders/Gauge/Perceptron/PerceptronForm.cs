using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Slots;
using Grokking.Model;

namespace Grokking.Coders.Gauge.Perceptron;

/// <summary>
/// The matrices of a reduced perceptron (<see cref="PerceptronFunction"/>): tables of both operands, a kernel for each layer but the first and the last, which is one with the output layer.
/// </summary>
internal sealed record PerceptronForm(int Modulus, Architecture Architecture, TokenOrder Order) : SlotForm(Modulus, Architecture, Order)
{
    /// <summary>Index of <c>tables</c>.</summary>
    public const int Tables = 0;

    /// <summary>Index of <c>bias</c>.</summary>
    public const int Bias = 1;

    /// <summary>Kernels after the tables.</summary>
    public int Kernels => Architecture.Layers - 1;

    /// <summary>What the tables give: logits, if nothing comes after them.</summary>
    public int TableWidth => Kernels == 0 ? Vocabulary : Architecture.MlpWidth;

    /// <summary>Index of a kernel; its bias is next.</summary>
    public static int Kernel(int index) => 2 + (2 * index);

    /// <summary>Outputs of a kernel.</summary>
    public int Outputs(int index) => index == Kernels - 1 ? Vocabulary : Architecture.MlpWidth;

    /// <inheritdoc/>
    public override long Count
    {
        get
        {
            long hidden = Architecture.MlpWidth;
            return ((2L * Modulus) + 1) * (Kernels == 0 ? Vocabulary : hidden) + (Math.Max(Kernels - 1, 0) * (hidden + 1) * hidden) + (Kernels == 0 ? 0 : (hidden + 1) * Vocabulary);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots()
    {
        List<Slot> slots = [new("tables", 2 * Modulus, TableWidth, TokenTables: 2), new("bias", 1, TableWidth)];
        for (int i = 0; i < Kernels; i++)
        {
            bool last = i == Kernels - 1;
            slots.Add(new($"{i} kernel", Outputs(i), Architecture.MlpWidth, TokenTables: last ? 1 : 0));
            slots.Add(last ? new("output bias", Vocabulary, 1, TokenTables: 1) : new($"{i} bias", 1, Outputs(i)));
        }

        return slots;
    }

    /// <inheritdoc/>
    protected override ISlotFunction Function(IReadOnlyList<float[]> values) => new PerceptronFunction(this, values);
}
