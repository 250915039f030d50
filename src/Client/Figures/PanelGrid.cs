using GrokCluster.Client.Rendering;

namespace GrokCluster.Client.Figures;

/// <summary>A panel's content and where it stands; axes are labelled at the picture's rim and scaled alike along a row.</summary>
/// <param name="Content">What it shows.</param>
/// <param name="Row">The contents of its whole row.</param>
/// <param name="IsLeft">Whether it begins its row.</param>
/// <param name="IsRight">Whether it ends its row.</param>
/// <param name="IsBottom">Whether nothing stands below it.</param>
public sealed record PlacedPanel<T>(T Content, IReadOnlyList<T> Row, bool IsLeft, bool IsRight, bool IsBottom);

/// <summary>Places panels in rows.</summary>
public static class PanelGrid
{
    /// <summary>Places panels row by row, <see cref="Picture.ColumnsFor"/> in a row.</summary>
    public static IEnumerable<PlacedPanel<T>> Place<T>(IReadOnlyList<T> contents)
    {
        int columns = Picture.ColumnsFor(contents.Count);
        return contents.Select((content, i) => new PlacedPanel<T>(
            content,
            [.. contents.Skip(i / columns * columns).Take(columns)],
            IsLeft: i % columns == 0,
            IsRight: i % columns == columns - 1 || i == contents.Count - 1,
            IsBottom: i + columns >= contents.Count));
    }
}
