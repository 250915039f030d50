using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>A figure that can be drawn from results. A new one is one file that implements this, and a line in <see cref="FigureSet.All"/>.</summary>
public interface IFigure
{
    /// <summary>What <c>--figure</c> takes, such as <c>2</c>.</summary>
    string Id { get; }

    /// <summary>What it shows, for help.</summary>
    string Description { get; }

    /// <summary>What results must hold for it to be drawn, for the refusal where they do not.</summary>
    string Needs { get; }

    /// <summary>Whether a picture shows a whole grid, and not one of its points.</summary>
    bool ShowsGrid => false;

    /// <summary>Draws it: one picture for each grid point, none where the runs have nothing to show.</summary>
    IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs);
}
