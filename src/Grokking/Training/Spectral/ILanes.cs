using System.Numerics;

namespace Grokking.Training.Spectral;

/// <summary>
/// A vector register of doubles. Code written in it is compiled once for each width, so that no register is a pair where the processor has
/// only the narrow ones: pairs halve their number, and kernels that keep their sums in registers then spill. Its loops ask for optimised code
/// from the first call on: as code is compiled at first, each operation is a call, and takes forty times as long until the loop is noticed.
/// </summary>
/// <typeparam name="TSelf">The register.</typeparam>
internal interface ILanes<TSelf>
    : IAdditionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>, IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Doubles in it.</summary>
    static abstract int Count { get; }

    /// <summary>The sum of its doubles.</summary>
    double Sum { get; }

    /// <summary>The same double everywhere.</summary>
    static abstract TSelf Create(double value);

    /// <summary>Reads <see cref="Count"/> doubles.</summary>
    static abstract TSelf Load(ref double from, int offset);

    /// <summary>Writes them.</summary>
    void Store(ref double to, int offset);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);
}
