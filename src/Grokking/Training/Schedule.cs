namespace Grokking.Training;

/// <summary>The epochs at which a run is measured or evaluated.</summary>
public static class Schedule
{
    /// <summary>
    /// The sorted distinct {⌊bⁿ⌋ : n ≥ 0, ⌊bⁿ⌋ ≤ epochs} ∪ {epochs}, as in the authors' code, where b is 1.3. Takes time and memory in proportion to what
    /// it returns, however close to 1 the base is.
    /// </summary>
    /// <param name="base">b, at least 1; 1 gives every epoch.</param>
    /// <param name="epochs">Length of the run, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is smaller than stated, or not a number.</exception>
    public static IReadOnlyList<int> Geometric(double @base, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        if (!(@base >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(@base), @base, "must be at least 1");
        }

        if (@base == 1)
        {
            return [.. Enumerable.Range(1, epochs)];
        }

        List<int> schedule = [];
        for (double epoch = 1; epoch <= epochs; epoch = Math.Floor(FirstPowerFrom(epoch + 1, @base)))
        {
            schedule.Add((int)epoch);
        }

        if (schedule[^1] != epochs)
        {
            schedule.Add(epochs);
        }

        return schedule;
    }

    // The logarithm may be off by one in either direction where a power is a whole number, so the powers themselves decide.
    private static double FirstPowerFrom(double least, double @base)
    {
        double exponent = Math.Ceiling(Math.Log(least) / Math.Log(@base));
        while (Math.Pow(@base, exponent) < least)
        {
            exponent++;
        }

        while (exponent > 0 && Math.Pow(@base, exponent - 1) >= least)
        {
            exponent--;
        }

        return Math.Pow(@base, exponent);
    }
}
