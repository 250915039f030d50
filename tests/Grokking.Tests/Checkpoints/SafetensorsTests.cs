using System.Text;
using CsCheck;
using Grokking.Checkpoints;
using Grokking.Model;
using Grokking.Training;

namespace Grokking.Tests.Checkpoints;

public class SafetensorsTests
{
    private static readonly ParameterLayout Layout = new([new Parameter("a", 2, 3), new Parameter("b", 4)]);

    private static Weights Some(float from) => new(Layout, [.. Enumerable.Range(0, 10).Select(i => from + i)]);

    [Fact]
    public void The_layout_of_a_file_is_that_of_the_format()
    {
        byte[] file = CheckpointFile.Write(Some(0), new Dictionary<string, string> { ["epoch"] = "3" });
        int header = (int)BitConverter.ToUInt64(file);
        string json = Encoding.UTF8.GetString(file, 8, header);
        Assert.Equal(0, (8 + header) % 8);
        Assert.Contains("""
            "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}
            """, json, StringComparison.Ordinal);
        Assert.Equal(file.Length, 8 + header + 40);
        Assert.Equal(9f, BitConverter.ToSingle(file, file.Length - 4));
    }

    [Fact]
    public void Weights_and_states_come_back()
    {
        Assert.Equal(Some(5).Values, CheckpointFile.Read(CheckpointFile.Write(Some(5), new Dictionary<string, string>()), Layout).Values);
        TrainingState[] states = [new(7, Some(1), Some(2), Some(3), null), new(7, Some(4), Some(5), Some(6), 2)];
        IReadOnlyList<TrainingState> read = CheckpointFile.ReadResume(CheckpointFile.WriteResume(states), Layout, 2);
        Assert.Equal(7, read[1].Epoch);
        Assert.Equal([null, 2], read.Select(each => each.DivergedAt));
        Assert.Equal(states[1].Second.Values, read[1].Second.Values);
    }

    [Fact]
    public void A_torn_or_changed_file_is_refused_and_nothing_else_happens()
    {
        byte[] whole = CheckpointFile.WriteResume([new(7, Some(1), Some(2), Some(3), null)]);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Sample((at, value, cut) =>
        {
            byte[] damaged = cut ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]];
            try
            {
                // A change within the metadata's own text can be harmless; the tensors' bytes are then still the ones written.
                Assert.Equal(Some(1).Values, CheckpointFile.ReadResume(damaged, Layout, 1)[0].Weights.Values);
            }
            catch (InvalidDataException)
            {
            }
        });
    }

    [Fact]
    public void A_file_of_another_network_is_refused_by_name()
    {
        byte[] file = CheckpointFile.Write(Some(0), new Dictionary<string, string>());
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(file, new([new Parameter("a", 3, 2), new Parameter("b", 4)])));
        Assert.Equal("Tensor 'a' has shape (2, 3); the network needs shape (3, 2).", fault.Message);
    }
}
