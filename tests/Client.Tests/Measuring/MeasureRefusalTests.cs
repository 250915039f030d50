using System.Text;
using Grokking.Checkpoints;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Files and options that cannot be used: the whole line that is printed, with the file's path as FILE.</summary>
public sealed class MeasureRefusalTests : IDisposable
{
    private const string Whole = "; allowed is a whole safetensors file, or a folder of .npy files; write the file anew, as with safetensors.torch.save_file";

    private static readonly Dictionary<string, Func<byte[]>> Files = new()
    {
        ["empty"] = () => [],
        ["short"] = () => [1, 2, 3],
        ["text"] = () => Encoding.ASCII.GetBytes("these are no weights"),
        ["torn"] = () => Valid[..^100],
        ["headless"] = () => Valid[..40],
        ["no json"] = () => Header("{\"a\":"),
        ["no object"] = () => Header("[]"),
        ["no type"] = () => Header("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4),
        ["other type"] = () => Header("""{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", 4),
        ["twice"] = () => Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4),
        ["overlap"] = () => Header("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8),
        ["gap"] = () => Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8),
        ["longer"] = () => [.. Valid, 0],
        ["shape"] = () => Header("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8),
        ["negative"] = () => Header("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4),
        ["huge"] = () => Header("""{"a":{"dtype":"F32","shape":[1000000000,1000000000],"data_offsets":[0,4]}}""", 4),
        ["changed"] = () => Changed(Safetensors.WriteStored(Checkpoints.Ours, Checkpoints.Facts)),
        ["no tensors"] = () => Header("{}"),
        ["missing"] = () => File(Checkpoints.Ours.Where(tensor => tensor.Name != "layers.1.mlp.hidden.bias")),
        ["no embedding"] = () => File(Checkpoints.Ours.Skip(1)),
        ["no layers"] = () => File(Checkpoints.Ours.Take(2)),
        ["layer left out"] = () => File(Checkpoints.Ours.Where(tensor => !tensor.Name.StartsWith("layers.0.", StringComparison.Ordinal))),
        ["unknown"] = () => File([.. Checkpoints.Ours, StoredTensor.Of("lstm.weight", [1], [1])]),
        ["both"] = () => File([.. Checkpoints.Ours, Checkpoints.Named(Checkpoints.PyTorch, "lm_head.weight")]),
        ["wrong shape"] = () => Changing("layers.1.norm2.gain", tensor => StoredTensor.Of(tensor.Name, [7], new float[7])),
        ["not transposed"] = () => File(Checkpoints.With(Checkpoints.PyTorch, "blocks.0.mlp.fc1.weight", tensor => tensor with { Shape = [8, 12] })),
        ["flat embedding"] = () => Changing("embedding.token", tensor => tensor with { Shape = [72] }),
        ["few positions"] = () => Changing("embedding.position", tensor => StoredTensor.Of(tensor.Name, [3, 8], new float[24])),
        ["tiny vocabulary"] = () => Changing("embedding.token", tensor => StoredTensor.Of(tensor.Name, [3, 8], new float[24])),
        ["integers"] = () => Changing("output.bias", tensor => tensor with { ElementType = "I32" }),
        ["not finite"] = () => Changing("output.bias", tensor => StoredTensor.Of(tensor.Name, tensor.Shape, [1, 2, float.NaN, .. new float[6]])),
        ["too large"] = () => Changing("output.bias", tensor => new(tensor.Name, "F64", tensor.Shape, Enumerable.Repeat(1e99, 9).SelectMany(BitConverter.GetBytes).ToArray())),
        ["no task"] = () => Checkpoints.Foreign(Checkpoints.Ours),
        ["odd task"] = () => Facts("task", "multiply"),
        ["odd seed"] = () => Facts("seed", "-1"),
        ["odd fraction"] = () => Facts("train_fraction", "1"),
        ["no training"] = () => Facts("train_fraction", "0.01"),
        ["odd heads"] = () => Facts("heads", "3"),
        ["other modulus"] = () => Facts("modulus", "9"),
        ["no seed"] = () => Checkpoints.Foreign(Checkpoints.Ours, new() { ["task"] = "add", ["train_fraction"] = "0.5", ["heads"] = "2" }),
        ["no heads"] = () => Checkpoints.Foreign(Checkpoints.Ours, new() { ["task"] = "add", ["train_fraction"] = "0.5", ["seed"] = "0" }),
        ["index twice"] = () => Facts("train_indices", "4,5,4"),
        ["index beyond"] = () => Facts("train_indices", "4,49"),
        ["no index"] = () => Facts("train_indices", "4,five"),
        ["all indices"] = () => Facts("train_indices", string.Join(',', Enumerable.Range(0, 49))),
        ["real indices"] = () => File([.. Checkpoints.Ours, StoredTensor.Of("train_indices", [2], [1, 2])]),
    };

    private static byte[] Valid => File(Checkpoints.Ours);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("empty", "FILE: the file has 0 bytes; allowed are 1 to 1073741824; give another file")]
    [InlineData("short", "FILE: A safetensors file begins with 8 bytes of length; this one has 3 bytes" + Whole)]
    [InlineData("text", "FILE: The header is said to be 8241904413164529780 bytes long, but the file has 20: it is torn or no safetensors file" + Whole)]
    [InlineData("torn", "FILE: Tensor 'output.kernel' lies at bytes 4832–5120 of 5056: the file is torn" + Whole)]
    [InlineData("headless", "FILE: The header is said to be 3075 bytes long, but the file has 40: it is torn or no safetensors file" + Whole)]
    [InlineData("no json", "FILE: The header is not that of a safetensors file: *" + Whole)]
    [InlineData("no object", "FILE: The header is not that of a safetensors file: *" + Whole)]
    [InlineData("no type", "FILE: The header is not that of a safetensors file: *" + Whole)]
    [InlineData("other type", "FILE: Tensor 'a' is of type 'F99', which is none of F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL, F8_E5M2, F8_E4M3, C64" + Whole)]
    [InlineData("twice", "FILE: Tensor 'a' is there twice" + Whole)]
    [InlineData("overlap", "FILE: Tensor 'b' begins at byte 4, where byte 8 is the next: tensors overlap or leave a gap, and the file is damaged" + Whole)]
    [InlineData("gap", "FILE: Tensor 'a' begins at byte 4, where byte 0 is the next: tensors overlap or leave a gap, and the file is damaged" + Whole)]
    [InlineData("longer", "FILE: The tensors end at byte 5156 of 5157: the file is damaged" + Whole)]
    [InlineData("shape", "FILE: Tensor 'a' of shape (3) and type F32 does not fill its 8 bytes" + Whole)]
    [InlineData("negative", "FILE: Tensor 'a' of shape (-1) and type F32 does not fill its 4 bytes" + Whole)]
    [InlineData("huge", "FILE: Tensor 'a' of shape (1000000000, 1000000000) and type F32 does not fill its 4 bytes" + Whole)]
    [InlineData("changed", "FILE: The checksum does not fit the file: it is torn or was changed" + Whole)]
    [InlineData("no tensors", "FILE: embedding.token is missing; say which tensor it is with --name embedding.token=THEIRS, or measure another architecture with --loss-command")]
    [InlineData("missing", "FILE: layers.1.mlp.hidden.bias of shape (12) is missing; the file has 'embedding.token', 'embedding.position', 'layers.0.attention.query.kernel', 'layers.0.attention.query.bias', 'layers.0.attention.key.kernel', 'layers.0.attention.key.bias', …; say which it is with --name OURS=THEIRS")]
    [InlineData("no embedding", "FILE: embedding.token is missing; say which tensor it is with --name embedding.token=THEIRS, or measure another architecture with --loss-command")]
    [InlineData("no layers", "FILE: its layers are numbered not at all; allowed is 0, 1, 2 and so on; say which is which with --name 'layers.1.…=THEIRS'")]
    [InlineData("layer left out", "FILE: its layers are numbered 1; allowed is 0, 1, 2 and so on; say which is which with --name 'layers.1.…=THEIRS'")]
    [InlineData("unknown", "FILE: no parameter of ours is known by the name 'lstm.weight'; say which it is with --name OURS=THEIRS, leave it out with --ignore NAME, or measure another architecture with --loss-command")]
    [InlineData("both", "FILE: 'output.kernel' and 'lm_head.weight' are both output.kernel; leave one out with --ignore NAME, or say what it is with --name OURS=THEIRS")]
    [InlineData("wrong shape", "FILE: 'layers.1.norm2.gain' has shape (7); layers.1.norm2.gain of this network has (8)")]
    [InlineData("not transposed", "FILE: 'blocks.0.mlp.fc1.weight' has shape (8, 12), (outputs, inputs) as a weight is; for (inputs, outputs) name it layers.0.mlp.hidden.kernel with --name; layers.0.mlp.hidden.kernel of this network has (8, 8)")]
    [InlineData("flat embedding", "FILE: embedding.token has shape (72); allowed is a matrix")]
    [InlineData("few positions", "FILE: embedding.position has 3 rows; allowed are at least 4, one for each of a, the operation, b and =")]
    [InlineData("tiny vocabulary", "FILE: embedding.token has shape (3, 8), that is (p + 2, width), so that modulus would be 1; allowed is a whole number from 2 to 1024")]
    [InlineData("integers", "FILE: 'output.bias' is of type I32; allowed for weights are F32, F64, F16, BF16; convert it first")]
    [InlineData("not finite", "FILE: value 2 of 'output.bias' is NaN; only finite float32 weights can be coarse-grained; give a checkpoint from before the training diverged")]
    [InlineData("too large", "FILE: value 0 of 'output.bias' is Infinity; only finite float32 weights can be coarse-grained; give a checkpoint from before the training diverged")]
    [InlineData("no task", "--heads: not given, and neither the shapes nor the metadata of FILE say it; allowed is a divisor of the width 8; give --heads N")]
    [InlineData("no task", "--task: not given, and the metadata of FILE do not say it; allowed are add, sub, mul, div, x2+y2, x2+xy+y2; give --task NAME", "--heads 2")]
    [InlineData("odd task", "FILE: metadata 'task': given 'multiply'; allowed are add, sub, mul, div, x2+y2, x2+xy+y2")]
    [InlineData("odd seed", "FILE: metadata 'seed': given '-1'; allowed is a whole number from 0 to 18446744073709551615")]
    [InlineData("odd fraction", "FILE: metadata 'train_fraction': given '1'; allowed is a number in (0, 1)")]
    [InlineData("no training", "--train-fraction: given '0.01', which of 49 equations leaves 0 to train on; allowed are at least 2, and 1 to test on")]
    [InlineData("odd heads", "--heads: given '3'; allowed is a divisor of the width 8")]
    [InlineData("other modulus", "FILE: metadata 'modulus': given '9', but the vocabulary of FILE is 9, which is p + 2; allowed is 7")]
    [InlineData("no seed", "--seed: not given, and FILE does not say it; the training equations are known by --train-fraction and --seed, for checkpoints of ours, or by --train-indices FILE; give these")]
    [InlineData("no heads", "--heads: not given, and neither the shapes nor the metadata of FILE say it; allowed is a divisor of the width 8; give --heads N")]
    [InlineData("index twice", "FILE: train_indices: has twice the equation 4; allowed are different numbers from 0 to 48, the places in the list of all equations, a slowest")]
    [InlineData("index beyond", "FILE: train_indices: has the equation 49; allowed are different numbers from 0 to 48, the places in the list of all equations, a slowest")]
    [InlineData("no index", "FILE: train_indices: has 'five'; allowed are whole numbers with blanks, commas or line breaks between")]
    [InlineData("all indices", "FILE: train_indices: has 49 of 49 equations; allowed are at least 2, and 1 left to test on")]
    [InlineData("real indices", "FILE: train_indices is of type F32; allowed are I64, I32, I16, I8, U32, U16, U8")]
    public async Task A_file_that_cannot_be_measured_is_refused_in_one_line(string name, string expected, string options = "")
    {
        string path = folder.In("it.safetensors");
        System.IO.File.WriteAllBytes(path, Files[name]());

        string refusal = (await Measured.Refusal([path, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Replace(path, "FILE", StringComparison.Ordinal);

        // Where the JSON library speaks, its words are its own.
        string[] parts = expected.Split('*');
        Assert.True(parts.Length == 1 ? refusal == expected : refusal.StartsWith(parts[0], StringComparison.Ordinal) && refusal.EndsWith(parts[1], StringComparison.Ordinal), refusal);
    }

    [Theory]
    [InlineData("--epsilons 1,x", "--epsilons: given '1,x'; allowed are up to 100 different numbers > 0 with commas between, such as 1,0.5,0.25")]
    [InlineData("--epsilons 1,1", "--epsilons: given '1,1'; allowed are up to 100 different numbers > 0 with commas between, such as 1,0.5,0.25")]
    [InlineData("--evaluations 1", "--evaluations: given '1'; allowed is a whole number from 2 to 10000")]
    [InlineData("--epsilon 1", "--epsilon: given without --save, whose network it chooses; for other bounds give --epsilons LIST")]
    [InlineData("--save a.safetensors --epsilon 3", "--epsilon: given '3'; allowed is one of --epsilons, which are 4, 2, 1, 0.5, 0.25, 0.125, 0.0625")]
    [InlineData("--save a.bin", "--save: given 'a.bin'; allowed is a file ending in .safetensors that is not the one measured; give another")]
    [InlineData("--save FILE", "--save: given 'FILE'; allowed is a file ending in .safetensors that is not the one measured; give another")]
    [InlineData("--save no/a.safetensors", "--save: given 'no/a.safetensors', whose folder is not there; allowed is a file in a folder of yours; make the folder first")]
    [InlineData("--timeout 5", "--timeout: given without --loss-command; allowed is only with it; delete --timeout")]
    [InlineData("--task add --loss-command cat", "--task: given together with --loss-command; allowed is either, as the command knows its network; delete --task")]
    [InlineData("--name output", "--name: given 'output'; allowed is OURS=THEIRS, such as 'output.weight=decoder.weight'")]
    [InlineData("--name odd.weight=a", "--name: given 'odd.weight', which is no parameter of ours; allowed are names such as 'embedding.token', 'layers.*.attention.query.weight' and 'output.bias'; see docs/measure.md")]
    [InlineData("--name output.weight=outptu.kernel", "--name: given 'outptu.kernel', a tensor that the file does not have; did you mean 'output.kernel'?")]
    [InlineData("--ignore buffer.*", "--ignore: given 'buffer.*', a tensor that the file does not have; it has 'embedding.token', 'embedding.position', 'layers.0.attention.query.kernel', 'layers.0.attention.query.bias', 'layers.0.attention.key.kernel', 'layers.0.attention.key.bias', …")]
    [InlineData("--map no.txt", "--map: the file cannot be read (*); give a file that is there and that you may read")]
    [InlineData("--train-indices no.npy", "--train-indices: the file cannot be read (*); give a file that is there and that you may read")]
    [InlineData("--task div --modulus 11", "--modulus: given '11', but the vocabulary of FILE is 9, which is p + 2; allowed is 7")]
    public async Task An_option_that_cannot_be_used_is_refused_in_one_line(string options, string expected)
    {
        string path = folder.In("it.safetensors");
        System.IO.File.WriteAllBytes(path, Valid);

        string refusal = (await Measured.Refusal([path, .. options.Split(' ').Select(each => each == "FILE" ? path : each)])).Replace(path, "FILE", StringComparison.Ordinal);

        string[] parts = expected.Split('*');
        Assert.True(parts.Length == 1 || options.Contains('*') ? refusal == expected : refusal.StartsWith(parts[0], StringComparison.Ordinal) && refusal.EndsWith(parts[1], StringComparison.Ordinal), refusal);
    }

    [Fact]
    public async Task A_rule_in_a_file_is_refused_by_its_line()
    {
        string path = folder.In("it.safetensors");
        System.IO.File.WriteAllBytes(path, Valid);
        string map = folder.File("names.txt", "# names\n\noutput.weight decoder.weight\n");

        Assert.Equal($"{map}:3: given 'output.weight decoder.weight'; allowed is OURS=THEIRS, such as 'output.weight=decoder.weight'", await Measured.Refusal(path, "--map", map));
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_never_ends_is_refused()
    {
        Assert.StartsWith("no.safetensors: the file cannot be read (", await Measured.Refusal("no.safetensors"), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("/dev/zero: the file has 0 bytes; allowed are 1 to 1073741824; give another file", await Measured.Refusal("/dev/zero"));
        }
    }

    private static byte[] File(IEnumerable<StoredTensor> tensors) => Checkpoints.Foreign(tensors, Checkpoints.Facts);

    private static byte[] Changing(string name, Func<StoredTensor, StoredTensor> change) => File(Checkpoints.With(Checkpoints.Ours, name, change));

    private static byte[] Facts(string name, string value) => Checkpoints.Foreign(Checkpoints.Ours, new(Checkpoints.Facts) { [name] = value });

    private static byte[] Header(string json, int data = 0) => [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(json)), .. Encoding.UTF8.GetBytes(json), .. new byte[data]];

    private static byte[] Changed(byte[] file)
    {
        file[^1] ^= 1;
        return file;
    }
}
