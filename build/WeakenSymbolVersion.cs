using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Sets VER_FLG_WEAK on one needed symbol version of a 64-bit little-endian ELF library, in place.
/// Layout: Elf64_Ehdr, Elf64_Shdr, Elf64_Verneed and Elf64_Vernaux of the ELF gABI and its GNU versioning supplement.
/// </summary>
public sealed class WeakenSymbolVersion : Task
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;
    private const byte VersionFlagWeak = 2;

    public string LibraryPath { get; set; }

    public string Version { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(LibraryPath);
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[4] != 2 || elf[5] != 1)
        {
            Log.LogError("{0} is not a 64-bit little-endian ELF file.", LibraryPath);
            return false;
        }

        int sections = (int)BitConverter.ToInt64(elf, 0x28);
        int sectionSize = BitConverter.ToUInt16(elf, 0x3a);
        int sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        bool changed = false;
        for (int i = 0; i < sectionCount; i++)
        {
            int section = sections + (i * sectionSize);
            if (BitConverter.ToUInt32(elf, section + 4) == SectionTypeVersionNeeds)
            {
                int strings = sections + (BitConverter.ToInt32(elf, section + 40) * sectionSize);
                changed |= Weaken(elf, (int)BitConverter.ToInt64(elf, section + 24), BitConverter.ToInt32(elf, section + 44), (int)BitConverter.ToInt64(elf, strings + 24));
            }
        }

        if (changed)
        {
            // A new file instead of a write in place: the copy may be hard-linked to the package's own.
            // The old time stays, or the next build would take the package's file for a newer one and copy it again.
            DateTime written = File.GetLastWriteTimeUtc(LibraryPath);
            File.Delete(LibraryPath);
            File.WriteAllBytes(LibraryPath, elf);
            File.SetLastWriteTimeUtc(LibraryPath, written);
            Log.LogMessage(MessageImportance.High, "Made {0} optional in {1}", Version, LibraryPath);
        }

        return true;
    }

    private bool Weaken(byte[] elf, int need, int needCount, int strings)
    {
        bool changed = false;
        for (int n = 0; n < needCount; n++)
        {
            int aux = need + (int)BitConverter.ToUInt32(elf, need + 8);
            int auxCount = BitConverter.ToUInt16(elf, need + 2);
            for (int a = 0; a < auxCount; a++)
            {
                if ((elf[aux + 4] & VersionFlagWeak) == 0 && NameAt(elf, strings + (int)BitConverter.ToUInt32(elf, aux + 8)) == Version)
                {
                    elf[aux + 4] |= VersionFlagWeak;
                    changed = true;
                }

                aux += (int)BitConverter.ToUInt32(elf, aux + 12);
            }

            need += (int)BitConverter.ToUInt32(elf, need + 12);
        }

        return changed;
    }

    private static string NameAt(byte[] elf, int start)
    {
        int end = Array.IndexOf(elf, (byte)0, start);
        return Encoding.ASCII.GetString(elf, start, end - start);
    }
}
