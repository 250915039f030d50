using System.Diagnostics.Metrics;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Telemetry;

namespace GrokCluster.Grains.Tests.Devices;

public class DeviceInstrumentsTests
{
    [Fact]
    public void Memory_is_recorded_by_device_and_state_and_nothing_of_a_device_that_does_not_say()
    {
        Measurement<long>[] found = [.. DeviceInstruments.Measurements([("cuda:0", new(3, 10)), ("cuda:1", null)])];
        Assert.Equal(
            ["cuda:0 used 3", "cuda:0 free 7"],
            found.Select(each => $"{Tag(each, "device")} {Tag(each, "state")} {each.Value}"));
    }

    private static string Tag(Measurement<long> measurement, string name)
    {
        foreach (KeyValuePair<string, object?> tag in measurement.Tags)
        {
            if (tag.Key == name)
            {
                return (string)tag.Value!;
            }
        }

        return "";
    }
}
