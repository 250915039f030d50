using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.SweepFiles;

/// <summary>The keys of one level of a sweep file, all of them known.</summary>
internal sealed class Section
{
    private readonly Dictionary<string, Field> _fields = [];
    private readonly FaultLines _faults;
    private readonly IReadOnlyList<SweepKey> _keys;
    private readonly Position _at;

    /// <param name="faults">Builds the lines.</param>
    /// <param name="map">What the file has.</param>
    /// <param name="keys">What it may have.</param>
    /// <param name="parent">The key that it is below, or empty.</param>
    /// <exception cref="SweepFileException">A key is not known.</exception>
    public Section(FaultLines faults, MapNode map, IReadOnlyList<SweepKey> keys, string parent = "")
    {
        (_faults, _keys, _at) = (faults, keys, map.At);
        foreach (Entry entry in map.Entries)
        {
            SweepKey key = keys.FirstOrDefault(each => each.Name == entry.Key.Text) ?? throw Unknown(entry.Key, parent);
            _fields.Add(key.Name, new(faults, key, parent.Length == 0 ? key.Name : $"{parent}.{key.Name}", entry));
        }
    }

    /// <summary>The keys that the file has.</summary>
    public IReadOnlyCollection<Field> Fields => _fields.Values;

    /// <summary>A key's value, or null.</summary>
    public Field? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>A key's value.</summary>
    /// <exception cref="SweepFileException">The file does not have it.</exception>
    public Field Require(string name)
    {
        SweepKey key = _keys.First(each => each.Name == name);
        return Find(name) ?? throw _faults.At(_at, $"key '{name}': missing; allowed is {key.Allowed}; add for example '{name}: {key.Example}'");
    }

    private SweepFileException Unknown(ScalarNode key, string parent)
    {
        string below = parent.Length == 0 ? "" : $" below '{parent}'";
        return _faults.At(
            key.At,
            $"unknown key {OneLine.Quoted(key.Text)}{below}: allowed are {string.Join(", ", _keys.Select(each => each.Name))}; {NextMove(key.Text, parent)}");
    }

    private string NextMove(string given, string parent)
    {
        (string Parent, IReadOnlyList<SweepKey> Keys)[] elsewhere = [("", SweepKeys.Top), ("measure", SweepKeys.Measure)];
        foreach ((string home, IReadOnlyList<SweepKey> keys) in elsewhere)
        {
            if (home != parent && keys.Any(each => each.Name == given))
            {
                return home.Length == 0 ? "move it to the top level" : $"move it below '{home}'";
            }
        }

        return FaultLines.NearestOr(given, _keys.Select(each => each.Name), "correct or delete it");
    }
}
