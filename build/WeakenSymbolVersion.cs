using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies an ELF library and marks one version it needs of another library's symbols as weak: the loader then accepts a library that lacks that version.
/// Elf64_Verneed and Elf64_Vernaux: System V ABI, Linux Standard Base, "Symbol Versioning".
/// </summary>
public class WeakenSymbolVersion : Task
{
    private const int NeededVersions = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 0x2;               // VER_FLG_WEAK

    [Required] public string Source { get; set; }
    [Required] public string Destination { get; set; }
    [Required] public string SymbolVersion { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(Source);
        if (elf.Length < 64 || BitConverter.ToUInt32(elf, 0) != 0x464c457f || elf[4] != 2 || elf[5] != 1)
        {
            Log.LogError($"{Source} is not a 64-bit little-endian ELF library; the TorchSharp package at hand is damaged or for another platform. Restore it again.");
            return false;
        }

        int marked = MarkWeak(elf);
        Log.LogMessage(MessageImportance.Low, $"{Source}: {marked} need(s) of {SymbolVersion} marked weak.");

        // Written aside and renamed: a build that is interrupted or runs twice leaves a whole file, and the package's own modes (perhaps read-only) stay out.
        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        string partial = Destination + "." + Guid.NewGuid().ToString("N") + ".part";
        File.WriteAllBytes(partial, elf);
        if (File.Exists(Destination))
        {
            File.Delete(Destination);
        }

        File.Move(partial, Destination);
        return true;
    }

    private int MarkWeak(byte[] elf)
    {
        int marked = 0;
        long sectionHeaders = BitConverter.ToInt64(elf, 0x28);
        int headerSize = BitConverter.ToUInt16(elf, 0x3A);
        int sections = BitConverter.ToUInt16(elf, 0x3C);
        for (int i = 0; i < sections; i++)
        {
            int header = (int)(sectionHeaders + (i * headerSize));
            if (BitConverter.ToUInt32(elf, header + 4) != NeededVersions)
            {
                continue;
            }

            int needs = BitConverter.ToInt32(elf, header + 0x2C); // sh_info: how many libraries
            int names = (int)BitConverter.ToInt64(elf, (int)(sectionHeaders + (BitConverter.ToInt32(elf, header + 0x28) * headerSize)) + 0x18);
            int need = (int)BitConverter.ToInt64(elf, header + 0x18);
            for (int n = 0; n < needs; n++)
            {
                int versions = BitConverter.ToUInt16(elf, need + 2);
                int version = need + BitConverter.ToInt32(elf, need + 8);
                for (int v = 0; v < versions; v++)
                {
                    if (NameAt(elf, names + BitConverter.ToInt32(elf, version + 8)) == SymbolVersion)
                    {
                        elf[version + 4] |= (byte)Weak;
                        marked++;
                    }

                    version += BitConverter.ToInt32(elf, version + 12);
                }

                need += BitConverter.ToInt32(elf, need + 12);
            }
        }

        return marked;
    }

    private static string NameAt(byte[] elf, int offset) => Encoding.ASCII.GetString(elf, offset, Array.IndexOf(elf, (byte)0, offset) - offset);
}
