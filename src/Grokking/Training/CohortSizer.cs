namespace Grokking.Training;

/// <summary>What training some members together was like.</summary>
/// <param name="Members">S.</param>
/// <param name="MemberUpdatesPerSecond">S times the updates of a second.</param>
/// <param name="Bytes">Memory that it took; 0 where that is not known.</param>
public sealed record CohortTrial(int Members, double MemberUpdatesPerSecond, long Bytes);

/// <summary>
/// How many runs a device should train together: S doubles as long as that is worth while and fits. Memory grows with S by a constant part and one for each member, so that two trials foretell the third.
/// </summary>
public static class CohortSizer
{
    /// <summary>A doubled S must do at least this many times the member-updates a second: below, the queue is better served by two cohorts on two devices.</summary>
    public const double WorthwhileFactor = 1.15;

    /// <summary>Tries sizes.</summary>
    /// <param name="most">Largest S to try, at least 1.</param>
    /// <param name="memoryLimit">Bytes that a cohort may take; null where nothing is known.</param>
    /// <param name="trial">Measures a size; null if it does not fit after all.</param>
    /// <returns>All trials that fitted; the last is that of the size to take. Empty where not even one member fits.</returns>
    public static IReadOnlyList<CohortTrial> Choose(int most, long? memoryLimit, Func<int, CohortTrial?> trial)
    {
        List<CohortTrial> trials = [];
        for (int members = 1; members <= most; members *= 2)
        {
            if ((memoryLimit is { } limit && Foretold(trials, members) > limit) || trial(members) is not { } found || (trials.Count > 0 && found.Bytes > memoryLimit))
            {
                break;
            }

            if (trials.Count > 0 && found.MemberUpdatesPerSecond < WorthwhileFactor * trials[^1].MemberUpdatesPerSecond)
            {
                break;
            }

            trials.Add(found);
        }

        return trials;
    }

    /// <summary>Bytes of a size not yet tried: along the line through the last two trials, or in proportion to the only one.</summary>
    public static long Foretold(IReadOnlyList<CohortTrial> trials, int members) => trials switch
    {
        [] => 0,
        [var only] => only.Bytes * members / only.Members,
        [.., var before, var last] => last.Bytes + Math.Max(0, (last.Bytes - before.Bytes) * (members - last.Members) / (last.Members - before.Members)),
    };
}
