using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using Grokking.Runs;

namespace GrokCluster.Client.Tests.Figures;

public class MethodLooksTests
{
    [Fact]
    public void Every_method_has_a_look()
    {
        Assert.Equal(Enum.GetValues<Method>().Order(), MethodLooks.Order.Order());
        Assert.Equal(Method.Ours, MethodLooks.Order[0]);
    }

    [Fact]
    public void Methods_differ_in_colour_and_where_there_is_none_in_pattern_and_marker()
    {
        Look[] looks = [.. MethodLooks.Order.Select(MethodLooks.Points)];
        Assert.Equal(3, looks.Select(look => look.Color).Distinct().Count());
        Assert.Equal(3, looks.Select(look => look.Pattern.Name).Distinct().Count());
        Assert.Equal(3, looks.Select(look => look.Marker).Distinct().Count());
        Assert.Equal(3, looks.Select(look => look.Label).Distinct().Count());
    }
}
