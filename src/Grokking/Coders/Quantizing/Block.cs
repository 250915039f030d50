namespace Grokking.Coders.Quantizing;

/// <summary>A matrix to be quantised with one bin, and how much each of its values matters.</summary>
/// <param name="Name">For people.</param>
/// <param name="Rows">m.</param>
/// <param name="Columns">n.</param>
/// <param name="Values">(m, n), row-major.</param>
/// <param name="Sensitivities">(m, n): what a squared error of 1 of a value adds to the distortion, not negative.</param>
public sealed record Block(string Name, int Rows, int Columns, float[] Values, float[] Sensitivities)
{
    /// <summary>How its values make up for each other, if that is known.</summary>
    public ErrorFeedback? Feedback { get; init; }

    /// <summary>The mean sensitivity.</summary>
    public double MeanSensitivity { get; } = Sensitivities.Length == 0 ? 0 : Sensitivities.Average(each => (double)each);

    /// <summary>The first rows, alone; how values make up for each other is not kept.</summary>
    public Block First(int rows) => rows == Rows ? this : new(Name, rows, Columns, Values[..(rows * Columns)], Sensitivities[..(rows * Columns)]);

    /// <summary>All sensitivities times a factor.</summary>
    public Block Times(double factor) => new(Name, Rows, Columns, Values, [.. Sensitivities.Select(each => (float)(each * factor))]) { Feedback = Feedback?.Times(factor) };
}
