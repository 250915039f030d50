using System.Text.Json;
using CsCheck;
using GrokCluster.Grains.Serialization;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Silo.Tests.Serialization;

public class ContractJsonTests
{
    [Fact]
    public void Every_double_comes_back_in_the_same_bits_except_for_the_payload_of_NaN() =>
        Gen.Double.Sample(value =>
        {
            Score back = RoundTrip(new Score(value, -value));
            return double.IsNaN(value)
                ? double.IsNaN(back.Loss) && double.IsNaN(back.Accuracy)
                : BitConverter.DoubleToInt64Bits(back.Loss) == BitConverter.DoubleToInt64Bits(value) && BitConverter.DoubleToInt64Bits(back.Accuracy) == BitConverter.DoubleToInt64Bits(-value);
        });

    [Fact]
    public void Every_seed_and_text_comes_back() =>
        Gen.Select(Gen.ULong, Gen.String[Gen.Char['\0', '\ud7ff'], 0, 30]).Sample((seed, text) =>
            RoundTrip(Samples.Run with { Seed = seed }).Seed == seed && RoundTrip(new GridAxis(text, [])).Hyperparameter == text);

    [Theory]
    [InlineData(typeof(RunSpecification), true)]
    [InlineData(typeof(Score), true)]
    [InlineData(typeof(ContractState), true)]
    [InlineData(typeof(ContractException), false)]
    [InlineData(typeof(IContractGrain), false)]
    [InlineData(typeof(ContractGrain), false)]
    [InlineData(typeof(List<RunSpecification>), false)]
    [InlineData(typeof(string), false)]
    public void Contracts_are_our_own_plain_data(Type type, bool contract) => Assert.Equal(contract, ContractSerialization.IsContract(type));

    private static T RoundTrip<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, ContractJson.Options), ContractJson.Options)!;
}
