using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Theory;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bound CHECKPOINT…</c>: the smallest bound on the error of unseen equations (Eqn 4) that any ε and coder give.</summary>
public static class BoundCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string[]> files = new("CHECKPOINT") { Description = "Checkpoints, as grok measure takes them.", Arity = ArgumentArity.OneOrMore };
        NetworkOptions network = new();
        EpsilonOptions effort = new("The coders to try, with commas between; where it is not given, of a network that is not ours bzip2 and tensor alone.", string.Join(',', CoderKinds.Names));
        Option<string> delta = new("--delta")
        {
            HelpName = "D",
            Description = "The bound holds with probability 1 − δ, for all that was tried together.",
            DefaultValueFactory = _ => GeneralizationBound.DefaultDelta.ToString(CultureInfo.InvariantCulture),
        };
        Option<bool> tune = new("--fine-tune")
        {
            Description = "Also search inside the ball for a network that is shorter to describe, in the forms of gauge and fourier, one minute each. This says what the task allows, not how complex the checkpoint is.",
        };
        Option<bool> json = new("--json") { Description = "Print a JSON object for each checkpoint, for programs." };
        Command command = new("bound", "Bound a network's error on unseen equations by its size (Eqn 4), over coders and ε.") { files };
        foreach (Option option in (IEnumerable<Option>)[.. network.Ours, .. effort.All, delta, tune, .. network.Foreign, json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                MeasureSettings settings = effort.Settings(parsed);
                double confidence = Delta(parsed.GetRequiredValue(delta));
                List<MeasureRequest> requests = [.. parsed.GetRequiredValue(files).Select(path => network.Request(parsed, path, settings))];
                TorchLibrary.Load();
                torch.set_num_threads(1);
                if (parsed.GetValue(tune))
                {
                    requests.ForEach(request => CheckpointBounding.CheckTuning(request, Coders(effort, parsed, request)));
                }

                foreach ((int i, MeasureRequest request) in requests.Index())
                {
                    BoundReport report = CheckpointBounding.Run(request, Coders(effort, parsed, request), confidence, parsed.GetValue(tune) ? new TuningLines(services.Error, request.Path) : null, cancellation);
                    if (parsed.GetValue(json))
                    {
                        services.Console.WriteJson(report.ToJson(request.Path, confidence));
                        continue;
                    }

                    if (i > 0)
                    {
                        services.Console.WritePlain("");
                    }

                    report.Print(services.Console);
                }

                return ExitCodes.Ok;
            },
            cancellation));
        return command;
    }

    // Without a word of the user, those that need to know the network are left out where nobody knows it.
    private static IReadOnlyList<CoderKind> Coders(EpsilonOptions effort, ParseResult parsed, MeasureRequest request) =>
        request.LossCommand is not null && !effort.NamesCoders(parsed) ? [CoderKind.Bzip2, CoderKind.Tensor] : effort.Coders(parsed);

    private static double Delta(string given) => double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double delta) && delta is > 0 and < 1
        ? delta
        : throw new BadInputException($"--delta: given {OneLine.Quoted(given)}; allowed is a number in (0, 1), such as 0.05");
}
