using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Commands;

/// <summary>Command lines that cannot be used: the whole line that is printed.</summary>
public class CommandLineFaultTests
{
    private const string Commands = "allowed are run, submit, watch, list, status, cancel, retry, logs, devices, export, plot, measure, bound, decode, compare, report, bench";
    private const string Options = "allowed are --out, --data, --slots, --yes, --dry-run, --help";

    [Theory]
    [InlineData("rnu a.yaml", $"grok: unknown command 'rnu'; {Commands}; did you mean 'run'?")]
    [InlineData("--ver", "grok: unknown option '--ver'; allowed are --help, --version; see 'grok --help'")]
    [InlineData("run", "grok run: SWEEP.yaml is missing; allowed is 'grok run SWEEP.yaml [options]'; see 'grok run --help'")]
    [InlineData("run a.yaml b.yaml", "grok run: unknown argument 'b.yaml'; allowed is 'grok run SWEEP.yaml [options]'; see 'grok run --help'")]
    [InlineData("run a.yaml --dryrun", $"grok run: unknown option '--dryrun'; {Options}; did you mean '--dry-run'?")]
    [InlineData("run --oot DIR a.yaml", $"grok run: unknown option '--oot'; {Options}; did you mean '--out'?")]
    [InlineData("run a.yaml --colour", $"grok run: unknown option '--colour'; {Options}; see 'grok run --help'")]
    [InlineData("run a.yaml --out", "grok run: option '--out' has no value; allowed is '--out DIR'; see 'grok run --help'")]
    [InlineData("run a.yaml --out x --out y", "grok run: option '--out' is given twice; allowed is once; delete one of the two")]
    [InlineData("run a.yaml --slots two", "grok run: option '--slots': given 'two'; allowed is a whole number from 1 to 1024; see 'grok run --help'")]
    [InlineData("run a.yaml --slots 0", "grok run: option '--slots': given '0'; allowed is a whole number from 1 to 1024; see 'grok run --help'")]
    [InlineData("run a.yaml --slots -1", "grok run: option '--slots': given '-1'; allowed is a whole number from 1 to 1024; see 'grok run --help'")]
    [InlineData("submit a.yaml --priority 0", "grok submit: option '--priority': given '0'; allowed is a whole number from 1 to 100; see 'grok submit --help'")]
    [InlineData("submit a.yaml --priority high", "grok submit: option '--priority': given 'high'; allowed is a whole number from 1 to 100; see 'grok submit --help'")]
    [InlineData("watch", "grok watch: SWEEP is missing; allowed is 'grok watch SWEEP [options]'; see 'grok watch --help'")]
    [InlineData("list --data d --redis h:1", "--redis: given together with --data; allowed is one of the two; delete the other")]
    [InlineData("run a.yaml --slots 1.5", "grok run: option '--slots': given '1.5'; allowed is a whole number from 1 to 1024; see 'grok run --help'")]
    public async Task A_bad_command_line_is_refused_in_one_line(string arguments, string expected)
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync(arguments.Split(' ')));

        Assert.Equal(expected + "\n", line.Error);
        Assert.Empty(line.Output);
        Assert.Empty(line.Requests);
    }

    [Fact]
    public async Task An_empty_argument_is_refused_like_any_other()
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync(""));

        Assert.Equal($"grok: unknown command ''; {Commands}; see 'grok --help'\n", line.Error);
    }
}
