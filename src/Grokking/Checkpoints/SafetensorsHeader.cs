using System.Text.Json;

namespace Grokking.Checkpoints;

/// <summary>The JSON header of a safetensors file: for each tensor its type, shape and place, and the metadata. Nothing that it says is believed before it fits the bytes that are there.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Where the metadata are.</summary>
    public const string MetadataKey = "__metadata__";

    private const int LongestQuoted = 200;

    /// <summary>Reads a header.</summary>
    /// <param name="header">The JSON.</param>
    /// <param name="data">All bytes after it.</param>
    /// <exception cref="InvalidDataException">It is no header, or does not fit <paramref name="data"/>.</exception>
    public static (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> data)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            Dictionary<string, string> metadata = [];
            List<(StoredTensor Tensor, long Start)> tensors = [];
            HashSet<string> names = [];
            foreach (JsonProperty entry in json.RootElement.EnumerateObject())
            {
                if (entry.NameEquals(MetadataKey))
                {
                    metadata = entry.Value.EnumerateObject().Where(each => !each.NameEquals(FileChecksum.Key)).ToDictionary(each => each.Name, each => each.Value.GetString() ?? "");
                }
                else if (!names.Add(entry.Name))
                {
                    throw new InvalidDataException($"Tensor '{Short(entry.Name)}' is there twice.");
                }
                else
                {
                    tensors.Add(Tensor(entry.Name, entry.Value, data));
                }
            }

            RefuseHoles(tensors, data.Length);
            return ([.. tensors.Select(each => each.Tensor)], metadata);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The header is not that of a safetensors file: {Short(fault.Message)}", fault);
        }
    }

    private static (StoredTensor Tensor, long Start) Tensor(string name, JsonElement entry, ReadOnlyMemory<byte> data)
    {
        string type = entry.GetProperty("dtype").GetString() ?? "";
        int size = StoredTensor.SizeOf(type) ?? throw new InvalidDataException($"Tensor '{Short(name)}' is of type '{Short(type)}', which is none of {string.Join(", ", StoredTensor.ElementTypes)}.");
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(each => each.GetInt32())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(each => each.GetInt64())];
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > data.Length)
        {
            throw new InvalidDataException($"Tensor '{Short(name)}' lies at bytes {string.Join("–", offsets.Take(3))} of {data.Length}: the file is torn.");
        }

        double values = shape.Aggregate(1.0, (product, length) => product * length);
        if (shape.Any(length => length < 0) || values * size != offsets[1] - offsets[0])
        {
            throw new InvalidDataException($"Tensor '{Short(name)}' of shape ({string.Join(", ", shape.Take(8))}) and type {type} does not fill its {offsets[1] - offsets[0]} bytes.");
        }

        return (new(name, type, shape, data[(int)offsets[0]..(int)offsets[1]]), offsets[0]);
    }

    // The format wants every byte to belong to one tensor; then what the tensors decode to is never more than a few times the file.
    private static void RefuseHoles(IEnumerable<(StoredTensor Tensor, long Start)> tensors, int length)
    {
        long end = 0;
        foreach ((StoredTensor tensor, long start) in tensors.OrderBy(each => each.Start).ThenBy(each => each.Tensor.Bytes.Length))
        {
            if (start != end)
            {
                throw new InvalidDataException($"Tensor '{Short(tensor.Name)}' begins at byte {start}, where byte {end} is the next: tensors overlap or leave a gap, and the file is damaged.");
            }

            end += tensor.Bytes.Length;
        }

        if (end != length)
        {
            throw new InvalidDataException($"The tensors end at byte {end} of {length}: the file is damaged.");
        }
    }

    // A damaged header can have a megabyte for a name.
    private static string Short(string text) => text.Length <= LongestQuoted ? text : $"{text[..LongestQuoted]}…";
}
