using System.CommandLine;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bench</c>: measures the hot loops on this machine, the computing ones beside their plain forms.</summary>
public static class BenchCommand
{
    /// <summary>The command with one subcommand a benchmark.</summary>
    public static Command Create(CommandServices services) => new("bench", "Measure how fast this machine trains, coarse-grains and schedules.")
    {
        BenchTrainingCommand.Create(services),
        BenchSpectralCommand.Create(services),
        BenchCoarseGrainingCommand.Create(services),
        BenchSchedulingCommand.Create(services),
    };

    /// <summary><c>--json</c>, which every benchmark takes.</summary>
    public static Option<string> Json() => new("--json") { HelpName = "FILE", Description = "Also write the figures there, with the machine, versions, medians and quartiles." };
}
