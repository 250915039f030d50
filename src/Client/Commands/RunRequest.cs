using GrokCluster.Client.Connecting;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary>What <c>grok run</c> was asked to do, all of it checked.</summary>
/// <param name="Sweep">The sweep; every run of it is possible.</param>
/// <param name="SweepFile">The file it came from, as the user named it.</param>
/// <param name="OutputDirectory">Where results go; exists and can be written, except in a dry run.</param>
/// <param name="DataDirectory">Where the embedded silo keeps its state and checkpoints; exists and can be written, except in a dry run.</param>
/// <param name="Slots">How many cohorts may train at once; null leaves it to the silo.</param>
public sealed record RunRequest(SweepSpecification Sweep, string SweepFile, string OutputDirectory, string DataDirectory, int? Slots);

/// <summary>What <c>grok export</c> was asked to do.</summary>
/// <param name="Sweep">The sweep, as the user named it: an id or a file.</param>
/// <param name="OutputDirectory">Where results go; null leaves it to the sweep's name.</param>
/// <param name="Formats">How the tables are written; none leaves it to the default.</param>
/// <param name="Target">The cluster that has the sweep, or the data directory of one that does not run.</param>
public sealed record ExportRequest(string Sweep, string? OutputDirectory, IReadOnlyList<TableFormat> Formats, ClusterTarget Target);
