using GrokCluster.Client.SweepFiles;

namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Rules between keys: the whole line that is printed.</summary>
public class SweepRuleTests
{
    [Theory]
    [InlineData("modulus", "modulus: 96", "7:10: key 'modulus': given 96 for div; div needs a prime modulus, as only then has every b ≠ 0 an inverse; the nearest is 97")]
    [InlineData("modulus", "modulus: 97\ntrain_fraction: 0.0001", "8:17: key 'train_fraction': given 0.0001 for add; of 9409 equations it must leave at least 2 to train on and 1 to test on; this leaves 0 to train on")]
    [InlineData("modulus", "modulus: 97\nheads: 3", "8:8: key 'width': given 128 for add; width must be a multiple of heads, which is 3")]
    [InlineData("modulus", "modulus: 2", "7:10: key 'train_fraction': given 0.2 for add; of 4 equations it must leave at least 2 to train on and 1 to test on; this leaves 0 to train on")]
    [InlineData("  weight_decay", "  modulus: [97, 99]", "9:12: key 'grid.modulus': given 99 for div; div needs a prime modulus, as only then has every b ≠ 0 an inverse; the nearest is 97", "modulus")]
    public void An_impossible_run_is_refused_at_the_key_to_blame(string key, string line, string expected, string? without = null)
    {
        string text = SweepTexts.With(key, line);
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal(without is null ? text : text.Replace("modulus: 97\n", "\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sweep_of_many_runs_needs_a_word()
    {
        string text = SweepTexts.With("seeds", "seeds: 0..125");

        Assert.Equal(
            $"{SweepTexts.File}:4:8: key 'seeds': given 126 values, which make 1008 runs in all; allowed is at most 1000 without --yes; narrow it, or add --yes to run them all",
            SweepTexts.Refusal(text));
        Assert.Equal(126, SweepFile.Parse(text, SweepTexts.File, allowMany: true).Seeds.Count);
        Assert.Equal(125, SweepFile.Parse(SweepTexts.With("seeds", "seeds: 0..124"), SweepTexts.File).Seeds.Count);
    }

    [Fact]
    public void A_sweep_of_far_too_many_runs_is_refused_even_with_a_word() => Assert.Equal(
        $"{SweepTexts.File}:4:8: key 'seeds': given 99999 values, which make 799992 runs in all; allowed is at most 100000; make several sweeps of it",
        Assert.Throws<SweepFileException>(() => SweepFile.Parse(SweepTexts.With("seeds", "seeds: 1..99999"), SweepTexts.File, allowMany: true)).Message);

    [Fact]
    public void A_grid_too_large_to_list_is_counted_without_listing_it()
    {
        string axes = string.Join("\n  ", new[] { "weight_decay", "weight_noise", "spectral_entropy", "norm_cutoff", "learning_rate", "batch_size" }.Select(name => $"{name}: 1..90000"));

        Assert.StartsWith(
            $"{SweepTexts.File}:9:17: key 'grid.weight_decay': given 90000 values, which make 425152",
            SweepTexts.Refusal(SweepTexts.With("  weight_decay", $"  {axes}")),
            StringComparison.Ordinal);
    }
}
