using GrokCluster.Client.Commands;

namespace GrokCluster.Client.Tests.Commands;

public class InterruptionTests
{
    [Fact]
    public void The_first_signal_stops_cleanly_and_the_second_is_left_to_end_the_process()
    {
        StringWriter error = new() { NewLine = "\n" };
        using Interruption interruption = Interruption.Listen(CommandLine.On(error));
        Assert.False(interruption.Token.IsCancellationRequested);

        Assert.True(interruption.TryStop());
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.False(interruption.TryStop());

        Assert.Equal("Stopping; what is done is kept, and the same command goes on from there. Ctrl-C again ends at once.\n", error.ToString());
    }
}
