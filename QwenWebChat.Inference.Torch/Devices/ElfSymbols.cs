using System.Buffers.Binary;
using System.Text;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>The symbols that a Linux shared library imports, read from its 64-bit little-endian ELF file.</summary>
/// <seealso href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html"/>
internal sealed class ElfSymbols
{
    private const int HeaderBytes = 64;
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private const int RelocationBytes = 24;
    private const uint Relocations = 4;
    private const uint DynamicSymbols = 11;
    private const int Weak = 2;

    private readonly byte[] _file;
    private readonly List<Section> _sections = [];

    private ElfSymbols(byte[] file)
    {
        _file = file;
        long first = Int64(0x28);
        int size = UInt16(0x3a);
        for (int i = 0; size == SectionBytes && i < UInt16(0x3c); i++)
        {
            long at = first + ((long)i * size);
            _sections.Add(new Section(UInt32(at + 4), Int64(at + 24), Int64(at + 32), (int)UInt32(at + 40)));
        }
    }

    /// <summary>
    /// Returns, in table order, the imported symbols that must be resolved for the library to load or to run. Weak
    /// symbols and symbols that no relocation refers to are left out.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is not a 64-bit little-endian ELF file, or it is truncated.</exception>
    public static IReadOnlyList<string> RequiredBy(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < HeaderBytes || !file.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException($"{path} is not a 64-bit little-endian ELF file.");
        }

        try
        {
            return new ElfSymbols(file).Required();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is truncated.");
        }
    }

    private List<string> Required()
    {
        List<string> names = [];
        int table = _sections.FindIndex(section => section.Type == DynamicSymbols);
        if (table < 0)
        {
            return names;
        }

        Section symbols = _sections[table];
        Section strings = _sections[symbols.Link];
        foreach (uint index in Referred(table))
        {
            long symbol = symbols.Offset + (index * SymbolBytes);
            bool isUndefined = UInt16(symbol + 6) == 0;
            if (index > 0 && isUndefined && At(symbol + 4, 1)[0] >> 4 != Weak)
            {
                names.Add(Text(strings.Offset + UInt32(symbol)));
            }
        }

        return names;
    }

    // The linker's marker for a newer libstdc++ is also undefined, but no relocation refers to it.
    private SortedSet<uint> Referred(int table)
    {
        SortedSet<uint> indexes = [];
        foreach (Section section in _sections.Where(section => section.Type == Relocations && section.Link == table))
        {
            for (long at = 0; at + RelocationBytes <= section.Size; at += RelocationBytes)
            {
                // r_info: symbol index in the high 32 bits, relocation type in the low 32 bits.
                indexes.Add(UInt32(section.Offset + at + 12));
            }
        }

        return indexes;
    }

    private string Text(long at)
    {
        Span<byte> rest = At(at, 0);
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private ushort UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, sizeof(ushort)));

    private uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, sizeof(uint)));

    private long Int64(long at) => BinaryPrimitives.ReadInt64LittleEndian(At(at, sizeof(long)));

    private Span<byte> At(long at, int byteCount) => at >= 0 && at <= _file.Length - byteCount
        ? _file.AsSpan((int)at)
        : throw new ArgumentOutOfRangeException(nameof(at));

    /// <param name="Link">The index of the related section: string table or symbol table.</param>
    private readonly record struct Section(uint Type, long Offset, long Size, int Link);
}
