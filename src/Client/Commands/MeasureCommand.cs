using System.CommandLine;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok measure FILE</c>: the complexity of a checkpoint, whoever wrote it.</summary>
public static class MeasureCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        MeasureOptions options = new();
        Command command = options.AddTo(new("measure", "Measure the complexity of any checkpoint, also of PyTorch or JAX."));
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                MeasureRequest request = options.Request(parsed);
                TorchLibrary.Load();

                // As a sweep measures, so that the figures are the same.
                torch.set_num_threads(1);
                MeasureReport report = CheckpointMeasuring.Run(request, cancellation);
                if (options.IsJson(parsed))
                {
                    services.Console.WriteJson(report.ToJson(request.Path));
                }
                else
                {
                    report.Print(services.Console);
                }

                return ExitCodes.Ok;
            },
            cancellation));
        return command;
    }
}
