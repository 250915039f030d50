using System.Reflection;

namespace GrokCluster.Grains.Tests.Devices;

/// <summary>Stands for whatever an interface promises, and remembers what it was asked.</summary>
public class Recorder : DispatchProxy
{
    /// <summary>Name and first argument of each call.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What a call returns.</summary>
    public Func<string, object?> Answer { get; set; } = _ => null;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Add($"{targetMethod!.Name} {args?.FirstOrDefault()}");
        return Answer(Calls[^1]);
    }
}
