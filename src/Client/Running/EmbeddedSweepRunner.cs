using System.Globalization;
using GrokCluster.Client.Commands;
using GrokCluster.Client.Figures;
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
public sealed class EmbeddedSweepRunner(IAnsiConsole console, IAnsiConsole error, TimeProvider clock) : ISweepRunner
{
    /// <inheritdoc/>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        await using EmbeddedSilo silo = await Start(request, request.Slots ?? Environment.ProcessorCount, cancellationToken);
        console.WritePlain($"{request.Sweep.Name}: state in {request.DataDirectory}, metrics and dashboard at {silo.Http}");
        try
        {
            ISweepGrain sweep = silo.Grains.GetGrain<ISweepGrain>(SweepId.Of(request.Sweep));
            await sweep.Submit(request.Sweep).WaitAsync(cancellationToken);
            await ProgressViews.For(console, clock).Show(sweep.Watch(cancellationToken));
            return await WriteResults(request, sweep, draw: true, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await silo.StopAsync(CancellationToken.None);
            error.WritePlain($"Stopped, and saved in {request.DataDirectory}; the same command goes on from here.");
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<int> ExportAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(request.DataDirectory))
        {
            throw new BadInputException($"--data: given {OneLine.Quoted(request.DataDirectory)}, which does not exist; allowed is the data directory of an earlier 'grok run'");
        }

        await using EmbeddedSilo silo = await Start(request, slots: 0, cancellationToken);
        return await WriteResults(request, silo.Grains.GetGrain<ISweepGrain>(SweepId.Of(request.Sweep)), draw: false, cancellationToken);
    }

    private static async Task<EmbeddedSilo> Start(RunRequest request, int slots, CancellationToken cancellationToken)
    {
        try
        {
            TorchLibrary.Load();
            SiloOptions options = new() { DataDirectory = request.DataDirectory, Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = slots } };
            return await EmbeddedSilo.StartAsync(options, cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (fault is SiloException or PlatformNotSupportedException)
        {
            throw new BadInputException(fault.Message);
        }
    }

    private async Task<int> WriteResults(RunRequest request, ISweepGrain sweep, bool draw, CancellationToken cancellationToken)
    {
        List<RunRecord> runs = [];
        await foreach (RunRecord run in sweep.Results(cancellationToken))
        {
            runs.Add(run);
        }

        if (runs.Count == 0)
        {
            throw new BadInputException($"{request.SweepFile}: {request.DataDirectory} holds nothing of this sweep; run it with 'grok run {request.SweepFile} --data {request.DataDirectory}'");
        }

        List<string> written = [.. ResultTables.Write(request.OutputDirectory, request.Sweep, runs)];
        if (draw)
        {
            written.AddRange(FigureSet.DrawAll(request.OutputDirectory, Path.Combine(request.OutputDirectory, FigureSet.FolderName)));
        }

        foreach (string line in runs.Select(run => Summary(request.Sweep, run)).Concat(written))
        {
            console.WritePlain(line);
        }

        return runs.Any(run => run.State == RunState.Failed) ? ExitCodes.Failed : ExitCodes.Ok;
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
        return $"{RunLabel.Of(sweep, run.Specification)}: {memorized}{end}{complexity}";
    }
}
