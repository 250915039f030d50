namespace GrokCluster.Grains.Sweeps;

/// <summary>The runs that a live view shows: all of a small sweep; of a large one a bounded number, those that ended longest ago forgotten first.</summary>
internal sealed class ShownRuns
{
    /// <summary>Most runs that are shown.</summary>
    public const int Most = 200;

    private readonly SortedDictionary<int, LabelledProgress> runs = [];
    private readonly Queue<int> ended = [];

    public void Take(IEnumerable<LabelledProgress> changed)
    {
        foreach (LabelledProgress run in changed)
        {
            bool isEnd = run.Latest.HasEnded && !(runs.TryGetValue(run.Position, out LabelledProgress? before) && before.Latest.HasEnded);
            if (runs.Count < Most || runs.ContainsKey(run.Position) || MakeRoom())
            {
                runs[run.Position] = run;
                if (isEnd)
                {
                    ended.Enqueue(run.Position);
                }
            }
        }
    }

    public void Clear()
    {
        runs.Clear();
        ended.Clear();
    }

    public IReadOnlyList<LabelledProgress> List() => [.. runs.Values];

    private bool MakeRoom() => ended.TryDequeue(out int position) && runs.Remove(position);
}
