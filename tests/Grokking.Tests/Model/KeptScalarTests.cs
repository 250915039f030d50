using Grokking.Model;
using Mono.Cecil;
using TorchSharp;

namespace Grokking.Tests.Model;

public class KeptScalarTests
{
    private static readonly string[] Conversions = ["op_Implicit", "ToScalar", ".ctor"];

    // A number that TorchSharp itself makes within a call can be freed during it; build/BannedSymbols.Source.txt names what was found.
    [Fact]
    public void No_operation_in_use_makes_a_number_of_its_own()
    {
        using ModuleDefinition library = ModuleDefinition.ReadModule(typeof(torch).Assembly.Location);
        using ModuleDefinition science = ModuleDefinition.ReadModule(typeof(KeptScalar).Assembly.Location);
        HashSet<string> making = MakingNumbers(library);
        Assert.Contains(making, each => each.EndsWith("torch/Tensor::add(TorchSharp.torch/Tensor)"));

        string[] unsafeCalls = [.. from method in Methods(science)
                                   where !method.DeclaringType.FullName.StartsWith(typeof(KeptScalar).FullName!)
                                   from called in Calls(method)
                                   where making.Contains(called.FullName) || IsConversion(called)
                                   select $"{method.DeclaringType.Name}.{method.Name} calls {called.FullName}"];

        Assert.Empty(unsafeCalls);
    }

    // Also those that make one by way of another method.
    private static HashSet<string> MakingNumbers(ModuleDefinition library)
    {
        List<MethodDefinition> methods = [.. Methods(library).Where(method => !MakesNumbers(method.DeclaringType))];
        HashSet<string> making = [];
        int before;
        do
        {
            before = making.Count;
            making.UnionWith(
                from method in methods
                where Calls(method).Any(called => IsConversion(called) || making.Contains(called.FullName))
                select method.FullName);
        }
        while (making.Count > before);
        return making;
    }

    private static bool IsConversion(MethodReference called) => MakesNumbers(called.DeclaringType) && Conversions.Contains(called.Name);

    private static bool MakesNumbers(TypeReference type) => type.Name is nameof(Scalar) or nameof(ScalarExtensionMethods);

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.Body.Instructions
            .Select(each => each.Operand)
            .OfType<MethodReference>()
            .Select(called => called is GenericInstanceMethod of ? of.ElementMethod : called);
}
