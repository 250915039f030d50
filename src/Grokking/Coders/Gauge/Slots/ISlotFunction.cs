using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>A reduced network as a function.</summary>
internal interface ISlotFunction
{
    /// <summary>Logits (B, V) of operands (B).</summary>
    /// <param name="a">Left operands (B), int64.</param>
    /// <param name="b">Right operands (B), int64.</param>
    /// <param name="sites">If not null, takes where each slot acts; gradients must be enabled.</param>
    Tensor Logits(Tensor a, Tensor b, List<Site>? sites = null);
}

/// <summary>What the values of a slot do to what comes in.</summary>
internal enum SiteKind
{
    /// <summary>output = input · W, W (inputs, outputs).</summary>
    Inward,

    /// <summary>output = W · input, W (outputs, inputs).</summary>
    Outward,

    /// <summary>output = output + w, (1, outputs).</summary>
    Bias,

    /// <summary>output = the row of W that the input, whole numbers, names; nothing of it where there is no such row.</summary>
    Lookup,

    /// <summary>output = output + W · input for a symmetric W of which the lower half is there.</summary>
    Symmetric,
}

/// <summary>Where a slot acts.</summary>
/// <param name="Slot">Its index.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Input">(N, inputs), or (N) rows; N is any number for each equation. Not looked at for a bias.</param>
/// <param name="Output">Any shape with outputs last; gradients are of this.</param>
internal sealed record Site(int Slot, SiteKind Kind, Tensor? Input, Tensor Output);
