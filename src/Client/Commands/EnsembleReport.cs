using System.Globalization;
using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary>Prints what <see cref="EnsembleBenchmark"/> measures.</summary>
public static class EnsembleReport
{
    private static readonly string[] Phases = ["shuffle", "noise", "forward", "backward", "spectral", "optimiser"];

    /// <summary>Measures and prints.</summary>
    public static int Print(CommandServices services, EnsembleOptions options, int rounds, string? json, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        FreedMemory.Keep();
        Machine machine = Machine.Here();
        EnsembleBenchmark benchmark = new(options.Device, rounds);
        double products = benchmark.ProductsPerSecond();
        string memory = options.Device.Memory() is { } found ? Text($", {found.Total / 1e9:F1} GB") : "";
        services.Console.WritePlain(Text($"{options.Device.Name}{memory}; {machine.Processor}; TorchSharp {machine.TorchSharp}; add, ours; {rounds} rounds, medians with quartiles; {products / 1e9:N0} GFLOP/s in float32 products"));

        BenchmarkTable table = new("Cohorts of S members", "S", "member-updates/s", "of products' rate", "MB a member", "eigensolver");
        BenchmarkTable phases = new("Where an update of the whole cohort goes, milliseconds, with a wait after each phase", ["S", .. Phases]);
        List<EnsembleFigures> figures = [];
        foreach (int members in options.Members)
        {
            if (benchmark.Measure(members, products, cancellation) is not { } measured)
            {
                services.Console.WritePlain(Text($"S = {members} does not fit in the device's memory"));
                break;
            }

            figures.Add(measured);
            table.Add(Text($"{members}"), measured.MemberUpdatesPerSecond.Text(), Text($"{measured.RateFraction:P1}"), measured.BytesPerMember is { } bytes ? Text($"{bytes / 1e6:F1}") : "", measured.Solver);
            phases.Add([Text($"{members}"), .. Phases.Select(phase => Text($"{measured.Phases.GetValueOrDefault(phase):F2}"))]);
        }

        table.Print(services.Console);
        phases.Print(services.Console);
        double? hundred = null;
        if (figures.MaxBy(each => each.MemberUpdatesPerSecond.Median) is { } best)
        {
            hundred = benchmark.EpochOfHundred(best.Members);
            services.Console.WritePlain(Text($"\nAn epoch of 100 seeds, in cohorts of at most {best.Members}: {hundred:F2} s"));
            EnsembleFigures one = figures[0];
            services.Console.WritePlain(Text($"S = {best.Members} does {best.MemberUpdatesPerSecond.Median / one.MemberUpdatesPerSecond.Median:F2} times the member-updates a second of S = {one.Members}"));
        }

        TrajectoryFigures? trajectory = options.Trajectory > 0 ? benchmark.Trajectory(options.Trajectory, cancellation) : null;
        if (trajectory is not null)
        {
            services.Console.WritePlain(Text($"One run against a core: training losses differ by {trajectory.FirstDifference:E1} nats after one epoch, and by at most {trajectory.LargestDifference:E1} in {trajectory.Epochs} (allowed {TrajectoryTolerance:E0} in the first)"));
        }

        if (json is not null)
        {
            BenchmarkFile.Write(json, "training-ensemble", machine, new { Device = options.Device.Name, ProductsPerSecond = products, Sizes = figures, EpochOfHundredSeconds = hundred, Trajectory = trajectory });
            services.Console.WritePlain(json);
        }

        return trajectory?.FirstDifference > TrajectoryTolerance ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>What roundings of an epoch may make of a loss, nats. Later epochs amplify it: a training is chaotic, and tells no more of a device.</summary>
    public const double TrajectoryTolerance = 1e-3;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
