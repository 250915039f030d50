using System.Globalization;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using Grokking.Devices;
using Grokking.Model;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Which cohorts to measure where.</summary>
/// <param name="Device">The device.</param>
/// <param name="Members">Sizes S.</param>
/// <param name="Trajectory">Epochs of the comparison with a core; 0 for none.</param>
public sealed record EnsembleOptions(ComputeDevice Device, IReadOnlyList<int> Members, int Trajectory)
{
    private const int Most = 4096;
    private const int MostEpochs = 100_000;

    /// <summary>Reads the command's options.</summary>
    /// <returns>Null where none asks for cohorts measured together.</returns>
    /// <exception cref="BadInputException">One cannot be.</exception>
    public static EnsembleOptions? Of(string device, bool together, string? sizes, int trajectory)
    {
        if (trajectory is < 0 or > MostEpochs)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"--trajectory: given '{trajectory}'; allowed is a whole number from 1 to {MostEpochs}"));
        }

        switch (device)
        {
            case DeviceClass.Cuda:
                return CudaDevices.Count > 0 ? new(ComputeDevice.Cuda(0), Sizes(sizes ?? "1,4,16,64,256"), trajectory) : throw new BadInputException($"--device: given 'cuda'; {CudaDevices.Reason}; allowed here is '{DeviceClass.Cpu}'");
            case DeviceClass.Cpu when together:
                return new(ComputeDevice.CpuTogether, Sizes(sizes ?? "1,4"), trajectory);
            case DeviceClass.Cpu when sizes is null && trajectory == 0:
                return null;
            case DeviceClass.Cpu:
                throw new BadInputException("--ensemble, --trajectory: given for a CPU, where members train in turn; allowed is with --together, or with --device cuda");
            default:
                throw new BadInputException($"--device: given {OneLine.Quoted(device)}; allowed is {string.Join(" or ", DeviceClass.Names)}");
        }
    }

    private static int[] Sizes(string given)
    {
        List<int> sizes = [];
        foreach (string each in given.Split(','))
        {
            sizes.Add(int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= Most
                ? size
                : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"--ensemble: given {OneLine.Quoted(given)}; allowed are whole numbers from 1 to {Most} with commas, such as 1,4,16")));
        }

        return [.. sizes.Distinct().Order()];
    }
}
