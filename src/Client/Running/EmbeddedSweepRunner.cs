using System.Globalization;
using GrokCluster.Client.Commands;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Reports;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Watching;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using Grokking.Model;
using Spectre.Console;

namespace GrokCluster.Client.Running;

/// <summary>Runs sweeps on a silo in this process: a complete cluster on one machine.</summary>
public sealed class EmbeddedSweepRunner(IAnsiConsole console, IAnsiConsole error, TimeProvider clock, IClusterConnector connector) : ISweepRunner
{
    // More would scroll the few lines that matter away.
    private const int MostSummaries = 50;

    /// <inheritdoc/>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (MachineDevices.CountOf(request.Sweep.Device) == 0)
        {
            throw new BadInputException($"{request.SweepFile}: the sweep wants devices of class '{request.Sweep.Device}', and this build finds none here; allowed is '{DeviceClass.Cpu}'; change 'device', or submit it to a cluster that has them");
        }

        await using EmbeddedSilo silo = await Start(request.DataDirectory, request.Slots ?? Environment.ProcessorCount, cancellationToken);
        console.WritePlain($"{request.Sweep.Name}: state in {request.DataDirectory}, metrics and dashboard at {silo.Http}");
        try
        {
            ISweepGrain sweep = silo.Grains.GetGrain<ISweepGrain>(SweepId.Of(request.Sweep));
            await sweep.Submit(request.Sweep, priority: null).WaitAsync(cancellationToken);
            SweepProgress last = await ProgressViews.For(console, clock).Show(LastingWatch.Of(sweep, error, clock, cancellationToken));
            return await WriteResults(silo.Grains, request.Sweep, last.State, request.OutputDirectory, formats: [], draw: true, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await silo.StopAsync(CancellationToken.None);
            error.WritePlain($"Stopped, and saved in {request.DataDirectory}; the same command goes on from here.");
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<int> ExportAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        if (connector.IsRunning(request.Target))
        {
            await using IClusterConnection connection = await connector.ConnectAsync(request.Target, cancellationToken);
            return await Export(connection.Grains, request, cancellationToken);
        }

        if (!Directory.Exists(request.Target.DataDirectory))
        {
            throw new BadInputException($"--data: given {OneLine.Quoted(request.Target.DataDirectory)}, which does not exist; allowed is the data directory of an earlier 'grok run' or of a silo");
        }

        await using EmbeddedSilo silo = await Start(request.Target.DataDirectory, slots: 0, cancellationToken);
        return await Export(silo.Grains, request, cancellationToken);
    }

    private static async Task<EmbeddedSilo> Start(string dataDirectory, int slots, CancellationToken cancellationToken)
    {
        try
        {
            // Takes a noticeable part of a start, and a silo without slots computes nothing.
            if (slots > 0)
            {
                TorchLibrary.Load();
            }

            SiloOptions options = new() { DataDirectory = dataDirectory, Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = slots } };
            return await EmbeddedSilo.StartAsync(options, cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (fault is SiloException or PlatformNotSupportedException)
        {
            throw new BadInputException(fault.Message);
        }
    }

    private async Task<int> Export(IGrainFactory grains, ExportRequest request, CancellationToken cancellationToken)
    {
        string id = await SweepFinder.Find(grains, request.Sweep).WaitAsync(cancellationToken);
        ISweepGrain grain = grains.GetGrain<ISweepGrain>(id);
        SweepSpecification sweep = await grain.Specification().WaitAsync(cancellationToken) ?? throw new BadInputException($"sweep {OneLine.Quoted(request.Sweep)}: the cluster has nothing of it; see 'grok list'");
        SweepProgress progress = await grain.Progress().WaitAsync(cancellationToken);
        string output = request.OutputDirectory ?? Path.Combine("results", SweepSpecification.IsName(sweep.Name)
            ? sweep.Name
            : throw new BadInputException(
                $"sweep {OneLine.Quoted(request.Sweep)}: its name {OneLine.Quoted(sweep.Name)} can be no folder's; name one with --out DIR"));
        WritableDirectory.Ensure(output, "--out");
        return await WriteResults(grains, sweep, progress.State, output, request.Formats, draw: false, cancellationToken);
    }

    private async Task<int> WriteResults(IGrainFactory grains, SweepSpecification sweep, SweepState state, string directory, IReadOnlyList<TableFormat> formats, bool draw, CancellationToken cancellationToken)
    {
        bool anyFailed = false;
        int count = 0;
        List<string> written;
        using (ResultWriter writer = new(directory, sweep, formats))
        {
            await foreach (RunRecord run in SweepResults.Read(grains, sweep, state, cancellationToken))
            {
                writer.Add(run);
                anyFailed |= run.State == RunState.Failed;
                if (count++ < MostSummaries)
                {
                    console.WritePlain(Summary(sweep, run));
                }
            }

            written = [.. writer.Commit()];
        }

        if (count > MostSummaries)
        {
            console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"… and {count - MostSummaries:N0} more runs"));
        }

        if (draw)
        {
            written.AddRange(FigureSet.DrawAll(directory, Path.Combine(directory, FigureSet.FolderName)));
            written.Add(Report.Write(directory));
        }

        written.ForEach(console.WritePlain);
        return anyFailed ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static string Summary(SweepSpecification sweep, RunRecord run)
    {
        RunSummary summary = RunSummary.Of(run);
        string end = run.State switch
        {
            RunState.Diverged => string.Create(CultureInfo.InvariantCulture, $"diverged in epoch {run.DivergedAt}"),
            RunState.Failed => $"failed: {run.Reason}",
            RunState.Completed => summary.GrokkingEpoch is { } grokked ? string.Create(CultureInfo.InvariantCulture, $"grokked by epoch {grokked}") : "did not grok",
            _ => run.State.ToString().ToLowerInvariant(),
        };
        string memorized = summary.MemorizationEpoch is { } epoch ? string.Create(CultureInfo.InvariantCulture, $"memorised by epoch {epoch}, ") : "";
        string complexity = summary is { Peak: { } peak, Last: { } last }
            ? string.Create(CultureInfo.InvariantCulture, $", complexity peaked at {peak.Bytes / 1000.0:F1} kB in epoch {peak.Epoch} and ended at {last.Bytes / 1000.0:F1} kB")
            : "";
        string numerics = run.Numerics.Count > 1
            ? $"; trained under numerics {string.Join(", then ", run.Numerics.Select(each => each.Id))}"
            : "";
        return $"{RunLabel.Of(sweep, run.Specification)}: {memorized}{end}{complexity}{numerics}";
    }
}
