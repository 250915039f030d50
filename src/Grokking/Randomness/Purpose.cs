namespace Grokking.Randomness;

/// <summary>What a draw is for; draws of different purposes are independent. The numbers are part of the science version.</summary>
public enum Purpose
{
    /// <summary>The split of the equations into training and test.</summary>
    Split = 1,

    /// <summary>The initial weights.</summary>
    Initialization = 2,

    /// <summary>The order of the training equations within an epoch.</summary>
    Shuffle = 3,

    /// <summary>The weight noise of an update (Eqn 10).</summary>
    WeightNoise = 4,

    /// <summary>The first points of a coarse-graining search.</summary>
    CoarseGraining = 5,

    /// <summary>The probes by which a coder finds what each weight matters.</summary>
    Sensitivity = 6,
}
