namespace Grokking.Optimization;

/// <summary>A point of the unit square, where every search of this folder takes place.</summary>
/// <param name="X">First coordinate, in [0, 1].</param>
/// <param name="Y">Second coordinate, in [0, 1].</param>
public readonly record struct UnitPoint(double X, double Y)
{
    /// <summary>The point moved by (<paramref name="dx"/>, <paramref name="dy"/>) and back into the square.</summary>
    public UnitPoint Moved(double dx, double dy) => new(Math.Clamp(X + dx, 0, 1), Math.Clamp(Y + dy, 0, 1));
}
