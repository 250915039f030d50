using GrokCluster.Client.Figures;

namespace GrokCluster.Client.Tests.Figures;

public class PanelGridTests
{
    [Fact]
    public void Panels_know_their_row_and_the_rim()
    {
        PlacedPanel<int>[] panels = [.. PanelGrid.Place([0, 1, 2, 3, 4])];
        Assert.Equal([0, 3], panels.Where(panel => panel.IsLeft).Select(panel => panel.Content));
        Assert.Equal([2, 4], panels.Where(panel => panel.IsRight).Select(panel => panel.Content));
        // Nothing stands below the third, so that it has its own labels.
        Assert.Equal([2, 3, 4], panels.Where(panel => panel.IsBottom).Select(panel => panel.Content));
        Assert.Equal([0, 1, 2], panels[1].Row);
        Assert.Equal([3, 4], panels[4].Row);
    }
}
