namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Bad values of known keys: the whole line that is printed.</summary>
public class SweepFaultTests
{
    private const string Epochs = "allowed is a whole number from 1 to 10000000";
    private const string Seeds = "allowed is a range such as 0..5, or a list of whole numbers ≥ 0";
    private const string Tasks = "allowed is one or more of add, sub, mul, div, x2+y2, x2+xy+y2";
    private const string Epsilons = "allowed is one or more numbers > 0, in nats";
    private const string Name = "allowed is 1 to 100 letters, digits, '-', '_' and '.', not beginning with '.'";

    [Theory]
    [InlineData("epochs: 1.5", $"5:9: key 'epochs': given '1.5'; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: 0", $"5:9: key 'epochs': given '0'; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: -5", $"5:9: key 'epochs': given '-5'; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: 1e12", $"5:9: key 'epochs': given '1e12'; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: many", $"5:9: key 'epochs': given 'many'; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: '600'", $"5:9: key 'epochs': given the text '600'; {Epochs}; remove the quotes")]
    [InlineData("epochs: [600]", $"5:9: key 'epochs': given a list; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs: { a: 1 }", $"5:9: key 'epochs': given keys with values; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("epochs:", $"5:8: key 'epochs': given nothing; {Epochs}; write for example 'epochs: 600'")]
    [InlineData("seeds: []", $"4:8: key 'seeds': given an empty list; {Seeds}; write for example 'seeds: 0..5'")]
    [InlineData("seeds: [-1]", $"4:9: key 'seeds': given '-1'; {Seeds}; write for example 'seeds: 0..5'")]
    [InlineData("seeds: [0.5]", $"4:9: key 'seeds': given '0.5'; {Seeds}; write for example 'seeds: 0..5'")]
    [InlineData("seeds: ['1']", $"4:9: key 'seeds': given the text '1'; {Seeds}; remove the quotes")]
    [InlineData("seeds: -1..3", $"4:8: key 'seeds': given '-1..3'; {Seeds}; write for example 'seeds: 0..5'")]
    [InlineData("seeds: 5..0", $"4:8: key 'seeds': given '5..0', which ends before it begins; {Seeds}; write '0..5'")]
    [InlineData("seeds: [1, 2, 1]", "4:15: key 'seeds': given '1', which repeats an earlier value; allowed is each value once; delete one of the two")]
    [InlineData("seeds: 0..1000000000", "4:8: key 'seeds': given '0..1000000000', which is 1000000001 values; allowed is at most 100000; narrow the range")]
    [InlineData("tasks: []", $"2:8: key 'tasks': given an empty list; {Tasks}; write for example 'tasks: [add, mul]'")]
    [InlineData("tasks: [add, ad]", $"2:14: key 'tasks': given 'ad'; {Tasks}; did you mean 'add'?")]
    [InlineData("tasks: xyzzy", $"2:8: key 'tasks': given 'xyzzy'; {Tasks}; write for example 'tasks: [add, mul]'")]
    [InlineData("tasks: [[add]]", $"2:9: key 'tasks': given a list; {Tasks}; write for example 'tasks: [add, mul]'")]
    [InlineData("tasks: [add, add]", "2:14: key 'tasks': given 'add', which repeats an earlier value; allowed is each value once; delete one of the two")]
    [InlineData("methods: [our]", "3:11: key 'methods': given 'our'; allowed is one or more of none, weight-decay, ours; did you mean 'ours'?")]
    [InlineData("methods: [weight_decay]", "3:11: key 'methods': given 'weight_decay'; allowed is one or more of none, weight-decay, ours; did you mean 'weight-decay'?")]
    [InlineData("name: a b", $"1:7: key 'name': given 'a b'; {Name}; write for example 'name: figure-2'")]
    [InlineData("name: ../up", $"1:7: key 'name': given '../up'; {Name}; write for example 'name: figure-2'")]
    [InlineData("name: \"a\\nb\"", $"1:7: key 'name': given the text 'a b'; {Name}; write for example 'name: figure-2'")]
    [InlineData("measure: { epsilons: [1, 0] }", $"6:26: key 'measure.epsilons': given '0'; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: -1 }", $"6:22: key 'measure.epsilons': given '-1'; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: [nan] }", $"6:23: key 'measure.epsilons': given 'nan'; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: [.inf] }", $"6:23: key 'measure.epsilons': given '.inf'; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: [1e999] }", $"6:23: key 'measure.epsilons': given '1e999'; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: [] }", $"6:22: key 'measure.epsilons': given an empty list; {Epsilons}; write for example 'epsilons: [1, 0.25]'")]
    [InlineData("measure: { epsilons: [1, 1.0] }", "6:26: key 'measure.epsilons': given '1.0', which repeats an earlier value; allowed is each value once; delete one of the two")]
    [InlineData("measure: { schedule: 1^n }", "6:22: key 'measure.schedule': given '1^n'; allowed is a base > 1 to the power n; write for example 'schedule: 1.3^n'")]
    [InlineData("measure: { schedule: 1.3 }", "6:22: key 'measure.schedule': given '1.3'; allowed is a base > 1 to the power n; write for example 'schedule: 1.3^n'")]
    [InlineData("measure: { schedule: all }", "6:22: key 'measure.schedule': given 'all'; allowed is a base > 1 to the power n; write for example 'schedule: 1.3^n'")]
    [InlineData("measure: { evaluate: 0.9^n }", "6:22: key 'measure.evaluate': given '0.9^n'; allowed is a base > 1 to the power n, or all for every epoch; write for example 'evaluate: 1.05^n'")]
    [InlineData("measure: { evaluations: 1 }", "6:25: key 'measure.evaluations': given '1'; allowed is a whole number from 2 to 10000; write for example 'evaluations: 150'")]
    [InlineData("measure: { coder: [tensr] }", "6:20: key 'measure.coder': given 'tensr'; allowed is one or more of bzip2, tensor, gauge, fourier; did you mean 'tensor'?")]
    [InlineData("measure: { coder: zip }", "6:19: key 'measure.coder': given 'zip'; allowed is one or more of bzip2, tensor, gauge, fourier; write for example 'coder: [bzip2, tensor]'")]
    [InlineData("measure: { coder: [gauge, gauge] }", "6:27: key 'measure.coder': given 'gauge', which repeats an earlier value; allowed is each value once; delete one of the two")]
    [InlineData("measure: 5", "6:10: key 'measure': given '5'; allowed is the keys schedule, evaluate, epsilons, evaluations, coder with their values; write for example 'measure: { epsilons: [1, 0.25] }'")]
    [InlineData("modulus: 1", "7:10: key 'modulus': given '1'; allowed is a whole number from 2 to 1024; write for example 'modulus: 113'")]
    [InlineData("modulus: [97, 113]", "7:10: key 'modulus': given a list; allowed is a whole number from 2 to 1024; to vary it, move it below 'grid'")]
    [InlineData("modulus: 90..97", "7:10: key 'modulus': given '90..97'; allowed is a whole number from 2 to 1024; to vary it, move it below 'grid'")]
    [InlineData("  weight_decay: [1, -1]", "9:21: key 'grid.weight_decay': given '-1'; allowed is a list, or a range such as 0.1..0.9 step 0.1, of values that are each a number ≥ 0; write for example 'weight_decay: [1]'")]
    [InlineData("  weight_decay: []", "9:17: key 'grid.weight_decay': given an empty list; allowed is a list, or a range such as 0.1..0.9 step 0.1, of values that are each a number ≥ 0; write for example 'weight_decay: [1]'")]
    [InlineData("  weight_decay: [1, 1]", "9:21: key 'grid.weight_decay': given '1', which repeats an earlier value; allowed is each value once; delete one of the two")]
    [InlineData("  weight_decay: -1..1", "9:17: key 'grid.weight_decay': given '-1..1'; allowed is a list, or a range such as 0.1..0.9 step 0.1, of values that are each a number ≥ 0; write for example 'weight_decay: [1]'")]
    public void A_bad_value_is_refused_with_its_place_what_is_allowed_and_the_next_move(string line, string expected) =>
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal(SweepTexts.With(line[..line.IndexOf(':', StringComparison.Ordinal)], line)));

    [Theory]
    [InlineData("train_fraction: 1", "10:17: key 'train_fraction': given '1'; allowed is a number in (0, 1); write for example 'train_fraction: 0.2'")]
    [InlineData("train_fraction: 0", "10:17: key 'train_fraction': given '0'; allowed is a number in (0, 1); write for example 'train_fraction: 0.2'")]
    [InlineData("network: mlq", "10:10: key 'network': given 'mlq'; allowed is one of transformer, mlp; did you mean 'mlp'?")]
    [InlineData("device: gpu", "10:9: key 'device': given 'gpu'; allowed is one of cpu, cuda; did you mean 'cpu'?")]
    [InlineData("keep: al", "10:7: key 'keep': given 'al'; allowed is one of nothing, resume, all; did you mean 'all'?")]
    [InlineData("attempts: 0", "10:11: key 'attempts': given '0'; allowed is a whole number from 1 to 100; write for example 'attempts: 3'")]
    [InlineData("layers: 1.5", "10:9: key 'layers': given '1.5'; allowed is a whole number from 1 to 64; write for example 'layers: 1'")]
    public void A_bad_value_of_a_further_key_is_refused(string line, string expected) =>
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal($"{SweepTexts.Valid}\n{line}"));

    [Theory]
    [InlineData("tasks", "allowed is one or more of add, sub, mul, div, x2+y2, x2+xy+y2; add for example 'tasks: [add, mul]'")]
    [InlineData("methods", "allowed is one or more of none, weight-decay, ours; add for example 'methods: [none, ours]'")]
    [InlineData("seeds", $"{Seeds}; add for example 'seeds: 0..5'")]
    [InlineData("epochs", $"{Epochs}; add for example 'epochs: 600'")]
    public void A_missing_key_is_asked_for(string key, string expected) =>
        Assert.Equal($"{SweepTexts.File}:1:1: key '{key}': missing; {expected}", SweepTexts.Refusal(SweepTexts.With(key, "")));

    [Fact]
    public void A_file_whose_name_cannot_name_the_sweep_needs_a_name() => Assert.Equal(
        $"my sweep.yaml:1:1: key 'name': missing, and the file's name 'my sweep' cannot serve; {Name}; add for example 'name: figure-2'",
        SweepTexts.Refusal(SweepTexts.With("name", ""), "my sweep.yaml"));
}
