using Grokking.Checkpoints;
using Grokking.Model;
using Grokking.Training;

namespace Grokking.Tests.Checkpoints;

public class CheckpointFileTests
{
    private const string Run = "task=add\nseed=1\n";
    private const string Another = "task=add\nseed=2\n";
    private static readonly ParameterLayout Layout = new([new Parameter("a", 2, 3), new Parameter("b", 4)]);

    private static Weights Some(float from) => new(Layout, [.. Enumerable.Range(0, 10).Select(i => from + i)]);

    [Fact]
    public void Weights_come_back() => Assert.Equal(Some(5).Values, CheckpointFile.Read(CheckpointFile.Write(Some(5), Run, 3), Layout, Run, 3).Values);

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void A_state_comes_back(int? divergedAt)
    {
        TrainingState state = new(7, Some(1), Some(2), Some(3), divergedAt);
        TrainingState read = CheckpointFile.ReadResume(CheckpointFile.WriteResume(state, Run), Layout, Run);
        Assert.Equal((7, divergedAt), (read.Epoch, read.DivergedAt));
        Assert.Equal([state.Weights.Values, state.First.Values, state.Second.Values], [read.Weights.Values, read.First.Values, read.Second.Values]);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_and_the_message_tells_them_apart() => Refused(
        "The file is that of another run: it has 'seed=2', asked for was 'seed=1'.",
        () => CheckpointFile.Read(CheckpointFile.Write(Some(0), Another, 3), Layout, Run, 3));

    [Fact]
    public void A_checkpoint_of_another_epoch_is_refused() => Refused(
        "This is the checkpoint of epoch 4, not that of epoch 3.",
        () => CheckpointFile.Read(CheckpointFile.Write(Some(0), Run, 4), Layout, Run, 3));

    [Fact]
    public void A_resume_file_of_another_run_is_refused() => Refused(
        "The file is that of another run: it has 'seed=2', asked for was 'seed=1'.",
        () => CheckpointFile.ReadResume(CheckpointFile.WriteResume(new(7, Some(1), Some(2), Some(3), null), Another), Layout, Run));

    [Fact]
    public void A_file_of_another_network_is_refused_by_name() => Refused(
        "Tensor 'a' has shape (2, 3); the network needs shape (3, 2).",
        () => CheckpointFile.Read(CheckpointFile.Write(Some(0), Run, 3), new([new Parameter("a", 3, 2), new Parameter("b", 4)]), Run, 3));

    [Fact]
    public void A_resume_file_of_another_network_is_refused_by_name() => Refused(
        "Tensor 'weights' has shape (10); the network needs shape (12).",
        () => CheckpointFile.ReadResume(CheckpointFile.WriteResume(new(7, Some(1), Some(2), Some(3), null), Run), new([new Parameter("a", 3, 4)]), Run));

    [Fact]
    public void A_checkpoint_is_no_resume_file_and_the_other_way_round()
    {
        Refused("Tensor 'weights' is missing; the network needs shape (10).", () => CheckpointFile.ReadResume(CheckpointFile.Write(Some(0), Run, 3), Layout, Run));
        Refused("Tensor 'a' is missing; the network needs shape (2, 3).", () => CheckpointFile.Read(CheckpointFile.WriteResume(new(3, Some(1), Some(2), Some(3), null), Run), Layout, Run, 3));
    }

    [Fact]
    public void A_whole_file_that_does_not_say_whose_it_is_is_refused() => Refused(
        "The file does not say its run: it is neither a checkpoint nor a resume file of this version.",
        () => CheckpointFile.Read(Safetensors.Write([], new Dictionary<string, string>()), Layout, Run, 3));

    [Fact]
    public void A_damaged_file_is_refused_before_anything_else()
    {
        byte[] file = CheckpointFile.Write(Some(0), Another, 4);
        file[^1] ^= 1;
        Refused("The checksum does not fit the file: it is torn or was changed.", () => CheckpointFile.Read(file, Layout, Run, 3));
    }

    private static void Refused(string said, Action read) => Assert.Equal(said, Assert.Throws<InvalidDataException>(read).Message);
}
