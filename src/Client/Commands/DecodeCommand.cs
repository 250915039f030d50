using System.CommandLine;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok decode CONTAINER</c>: a coded network back from its bytes, which are all that it sees.</summary>
public static class DecodeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> file = new("CONTAINER") { Description = "A container that grok measure --coder NAME --save FILE.gk has written." };
        Option<string?> output = NetworkOptions.Text("--out", "FILE", "Write the weights there as safetensors, where the container holds weights.");
        Option<string?> task = NetworkOptions.Text("--task", "NAME", "State loss and accuracy on this task; the split by the options that follow.");
        Option<string?> fraction = NetworkOptions.Text("--train-fraction", "X", "Part of the equations that was trained on, drawn by --seed as our runs draw it.");
        Option<string?> seed = NetworkOptions.Text("--seed", "N", "Seed of the run.");
        Option<string?> indices = NetworkOptions.Text("--train-indices", "FILE", "The training equations instead: places in the list of all, a slowest, as text or .npy.");
        Option<bool> json = new("--json") { Description = "Print one JSON object, for programs." };
        Command command = new("decode", "Turn a coded network back into weights or a function, from its bytes alone.") { file, output, task, fraction, seed, indices, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                Option<string?>[] ofTask = [fraction, seed, indices];
                if (parsed.GetValue(task) is null && ofTask.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } unfit)
                {
                    throw new BadInputException($"{unfit.Name}: given without --task; allowed is only with it, for loss and accuracy; give --task NAME");
                }

                TorchLibrary.Load();
                torch.set_num_threads(1);
                DecodedFile decoded = DecodedFile.Read(parsed.GetRequiredValue(file));
                (Score Train, Score Test)? scores = parsed.GetValue(task) is null ? null : decoded.Score(new MeasureRequest
                {
                    Path = decoded.Path,
                    Settings = new(),
                    Names = NameRules.Parse([], null, []),
                    Task = parsed.GetValue(task),
                    TrainFraction = parsed.GetValue(fraction),
                    Seed = parsed.GetValue(seed),
                    TrainIndices = parsed.GetValue(indices),
                });
                if (parsed.GetValue(output) is { } path)
                {
                    decoded.Write(path);
                }

                Print(services, decoded, scores, parsed.GetValue(output), parsed.GetValue(json));
                return ExitCodes.Ok;
            },
            cancellation));
        return command;
    }

    private static void Print(CommandServices services, DecodedFile decoded, (Score Train, Score Test)? scores, string? output, bool json)
    {
        if (json)
        {
            services.Console.WriteJson(new
            {
                File = decoded.Path,
                decoded.Bytes,
                Coder = decoded.Facts.Coder.Name(),
                decoded.Facts.Modulus,
                decoded.Facts.Architecture,
                Weights = decoded.Network.Weights?.Values.Length,
                TrainLoss = scores?.Train.Loss,
                TrainAccuracy = scores?.Train.Accuracy,
                TestLoss = scores?.Test.Loss,
                TestAccuracy = scores?.Test.Accuracy,
                Out = output,
            });
            return;
        }

        foreach (string line in decoded.Description())
        {
            services.Console.WritePlain(line);
        }

        if (scores is ({ } train, { } test))
        {
            services.Console.WritePlain(FormattableString.Invariant($"loss {train.Loss:G9} train, {test.Loss:G9} test; accuracy {train.Accuracy:F4} train, {test.Accuracy:F4} test"));
        }

        if (output is not null)
        {
            services.Console.WritePlain($"{output}: its weights");
        }
    }
}
