using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: GrokCluster.Tests.TestsEnd]

namespace GrokCluster.Tests;

/// <summary>
/// A test that does not end ends the process, with its name on standard error: nobody learns anything from a run that never ends. The limit of ten minutes is many times what the longest test takes;
/// <c>GROK_TEST_MINUTES</c> sets another, for longer trials.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestsEndAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("GROK_TEST_MINUTES") ?? "10", CultureInfo.InvariantCulture));

    // The runner refers to no test that waits, so a circle of a test and what it waits for may be collected; these timers are not.
    private static readonly ConcurrentDictionary<string, Timer> Running = new(StringComparer.Ordinal);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        string name = test.TestDisplayName;
        Running[test.UniqueID] = new(_ => Environment.FailFast($"{name} has not ended within {Limit.TotalMinutes} minutes."), null, Limit, Timeout.InfiniteTimeSpan);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Running.TryRemove(test.UniqueID, out Timer? timer))
        {
            timer.Dispose();
        }
    }
}
