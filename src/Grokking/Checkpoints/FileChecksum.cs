using System.Security.Cryptography;
using System.Text;

namespace Grokking.Checkpoints;

/// <summary>
/// The checksum of a safetensors file: SHA-256 of the whole file in which the checksum's own 64 digits are zeros. The digits are the first value of the metadata, which come first
/// in the header, so they lie at the same place of every file, and one that is damaged anywhere is refused before a byte of it is believed.
/// </summary>
internal static class FileChecksum
{
    /// <summary>The checksum's name in the metadata.</summary>
    public const string Key = "sha256";

    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private const int Before = sizeof(ulong);

    /// <summary>What stands for the checksum until <see cref="Sign"/>.</summary>
    public static readonly string Blank = new('0', Digits);

    private static readonly byte[] BlankBytes = Encoding.ASCII.GetBytes(Blank);

    private static ReadOnlySpan<byte> Start => "{\"__metadata__\":{\"sha256\":\""u8;

    private static Range Place => (Before + Start.Length)..(Before + Start.Length + Digits);

    /// <summary>Puts the checksum where <see cref="Blank"/> is.</summary>
    public static void Sign(Span<byte> file) => DigitsOf(file).CopyTo(file[Place]);

    /// <summary>Whether a file begins as one that was signed.</summary>
    public static bool IsIn(ReadOnlySpan<byte> file) => file.Length >= Place.End.Value && file[Before..].StartsWith(Start);

    /// <summary>Whether the checksum of a file that has one is right.</summary>
    public static bool Fits(ReadOnlySpan<byte> file) => file[Place].SequenceEqual(DigitsOf(file));

    private static byte[] DigitsOf(ReadOnlySpan<byte> file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file[..Place.Start]);
        hash.AppendData(BlankBytes);
        hash.AppendData(file[Place.End..]);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
