namespace GrokCluster.Client.SweepFiles;

/// <summary>A key that a section of a sweep file may have.</summary>
/// <param name="Name">As it stands in the file, such as <c>epsilons</c>.</param>
/// <param name="Allowed">Its values, to follow "allowed is".</param>
/// <param name="Example">What a user may copy, as the text after the key.</param>
internal sealed record SweepKey(string Name, string Allowed, string Example);
