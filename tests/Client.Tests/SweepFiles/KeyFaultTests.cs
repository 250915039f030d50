namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Keys that a sweep file does not have, or has twice: the whole line that is printed.</summary>
public class KeyFaultTests
{
    private const string Hyperparameters =
        "modulus, train_fraction, layers, width, heads, mlp_width, batch_size, learning_rate, beta1, beta2, adam_epsilon, weight_decay, weight_noise, spectral_entropy, norm_cutoff";

    private const string Top = $"allowed are name, tasks, methods, seeds, epochs, network, measure, grid, device, keep, attempts, {Hyperparameters}";
    private const string Measure = "allowed are schedule, evaluate, epsilons, evaluations, coder";

    [Theory]
    [InlineData("epoch: 600", $"10:1: unknown key 'epoch': {Top}; did you mean 'epochs'?")]
    [InlineData("weight-decay: 1", $"10:1: unknown key 'weight-decay': {Top}; did you mean 'weight_decay'?")]
    [InlineData("Tasks: [add]", $"10:1: unknown key 'Tasks': {Top}; did you mean 'tasks'?")]
    [InlineData("colour: red", $"10:1: unknown key 'colour': {Top}; correct or delete it")]
    [InlineData("epsilons: [1]", $"10:1: unknown key 'epsilons': {Top}; move it below 'measure'")]
    [InlineData("? [a]\n: 1", "10:3: given a list as a key; allowed is a word; write 'key: value'")]
    public void An_unknown_key_is_refused_with_what_was_meant(string line, string expected) =>
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal($"{SweepTexts.Valid}\n{line}"));

    [Theory]
    [InlineData("measure: { epsilon: [1] }", $"6:12: unknown key 'epsilon' below 'measure': {Measure}; did you mean 'epsilons'?")]
    [InlineData("measure: { epochs: 5 }", $"6:12: unknown key 'epochs' below 'measure': {Measure}; move it to the top level")]
    [InlineData("  wieght_decay: [1]", $"9:3: unknown key 'wieght_decay' below 'grid': allowed are {Hyperparameters}; did you mean 'weight_decay'?", "  weight_decay")]
    public void An_unknown_key_below_another_is_refused(string line, string expected, string key = "measure") =>
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal(SweepTexts.With(key, line)));

    [Fact]
    public void A_key_given_twice_is_refused_with_both_places() => Assert.Equal(
        $"{SweepTexts.File}:10:1: key 'epochs': given twice, first on line 5; allowed is once; delete one of the two",
        SweepTexts.Refusal($"{SweepTexts.Valid}\nepochs: 700"));

    [Fact]
    public void A_hyperparameter_is_not_both_fixed_and_varied() => Assert.Equal(
        $"{SweepTexts.File}:9:3: key 'grid.weight_decay': given here and fixed on line 10; allowed is one of the two; delete the other",
        SweepTexts.Refusal($"{SweepTexts.Valid}\nweight_decay: 1"));
}
