using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Grains.Tests.Sweeps;

public class OpenPagesTests
{
    [Fact]
    public void A_sweep_whose_pages_have_all_ended_wants_some_however_few_slots_there_are() => Assert.Equal(4, With(Page(0, waiting: 0, ended: 100)).Wanted(slots: 1));

    [Theory]
    [InlineData(200, 0)]
    [InlineData(201, 1)]
    [InlineData(1_000, 16)]
    public void More_slots_want_more_runs_that_wait(int slots, int pages) => Assert.Equal(pages, With([.. Enumerable.Range(0, 4).Select(page => Page(page, waiting: 100, ended: 0))]).Wanted(slots));

    [Fact]
    public void A_page_is_done_when_its_last_run_has_ended()
    {
        OpenPages pages = With(Page(0, waiting: 0, ended: 100), Page(1, waiting: 1, ended: 99));
        Assert.Equal([0], pages.Done);
        pages.Take(Page(1, waiting: 0, ended: 100));
        Assert.Equal([0, 1], pages.Done.Order());
    }

    [Fact]
    public void A_page_that_gave_way_counts_in_what_it_left_behind()
    {
        OpenPages pages = With(Page(0, waiting: 0, ended: 100), Page(1, waiting: 60, ended: 40));
        SweepTotals before = pages.Sum(default);
        SweepTotals closed = pages.Close(default, [0]);
        Assert.Equal(100, closed.Runs);
        Assert.False(pages.Knows(0));
        Assert.Equal(before, pages.Sum(closed));
    }

    private static OpenPages With(params PageReport[] reports)
    {
        OpenPages pages = new();
        Array.ForEach(reports, pages.Take);
        return pages;
    }

    private static PageReport Page(int page, int waiting, int ended) => new(page, default(SweepTotals) with { Waiting = waiting, Completed = ended, Work = ended }, []);
}
