using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Tests.Runs;

public class RunIdTests
{
    private static readonly RunSpecification Run = Paper.Run(Operation.Add, Method.Ours, seed: 3, epochs: 600);

    [Fact]
    public void The_canonical_text_is_pinned() => Assert.Equal(
        """
        science=4
        task=add
        method=ours
        network=transformer
        seed=3
        modulus=113
        train_fraction=0.2
        layers=1
        width=128
        heads=4
        mlp_width=512
        batch_size=512
        learning_rate=0.001
        beta1=0.9
        beta2=0.98
        adam_epsilon=1E-08
        weight_decay=1
        weight_noise=0.01
        spectral_entropy=0.1
        norm_cutoff=0

        """.ReplaceLineEndings("\n"),
        RunId.Canonical(Run));

    [Fact]
    public void The_id_is_the_beginning_of_the_texts_sha_256() => Assert.Equal("e077ad482bba3827741f", RunId.Of(Run));

    [Fact]
    public void A_longer_run_is_the_same_run() => Assert.Equal(RunId.Of(Run), RunId.Of(Run with { Epochs = 10_000 }));

    [Fact]
    public void Whatever_else_changes_makes_another_run()
    {
        RunSpecification[] others =
        [
            Run with { Task = Operation.Mul },
            Run with { Method = Method.WeightDecay },
            Run with { Seed = 4 },
            Run with { Architecture = Run.Architecture with { Kind = NetworkKind.Mlp } },
            .. Hyperparameter.All.Select(each => each.With(Run, each.Get(Run) + (each.Integer ? 1 : 0.05))),
        ];

        Assert.Equal(others.Length + 1, others.Append(Run).Select(RunId.Of).Distinct().Count());
    }
}
