using System.Buffers.Binary;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>
/// An OLE compound file: an Office file locked by a password, or an Office file before 2007. Only the top-level streams are
/// visible, which identify the file; the others belong to embedded objects. Source: [MS-CFB] 2.1 to 2.6.
/// </summary>
internal sealed class CompoundFile
{
    private const int HeaderLength = 512;
    private const int EntryLength = 128;
    private const int MaxEntries = 100_000;
    private const int HeaderTableEntries = 109;
    private const uint MaxSector = 0xFFFFFFFA;
    private const uint NoEntry = uint.MaxValue;

    private readonly Stream _file;
    private readonly int _sectorSize;
    private readonly int _smallSectorSize;
    private readonly int _smallLimit;
    private readonly uint[] _next;
    private readonly uint[] _nextSmall;
    private readonly long[] _smallSectors;
    private readonly Dictionary<string, Entry> _streams = new(StringComparer.Ordinal);

    private CompoundFile(Stream file)
    {
        _file = file;
        byte[] header = new byte[HeaderLength];
        file.Position = 0;
        file.ReadExactly(header);
        _sectorSize = 1 << SectorShift(header, 30, 9, 12);
        _smallSectorSize = 1 << SectorShift(header, 32, 6, 6);
        _smallLimit = (int)Math.Min(UInt(header, 56), 1 << 20);
        _next = ReadTable(FindTable(header));
        byte[] directory = ReadAll(UInt(header, 48), (long)MaxEntries * EntryLength);
        Entry root = ReadEntry(directory, 0);
        _nextSmall = ReadTable(Chain(_next, UInt(header, 60)));
        _smallSectors = Split(Chain(_next, root.Start));
        Collect(directory, root.Child);
    }

    public static ReadOnlySpan<byte> Magic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    public static CompoundFile Open(Stream file) => new(file);

    public bool Contains(string name) => _streams.ContainsKey(name);

    /// <summary>Opens a top-level stream, which can be read as long as the file is open; null if there is none of that name.</summary>
    public Stream? TryOpen(string name)
    {
        if (!_streams.TryGetValue(name, out Entry? entry))
        {
            return null;
        }

        bool isSmall = entry.Length < _smallLimit;
        int size = isSmall ? _smallSectorSize : _sectorSize;
        long[] offsets = isSmall
            ? [.. Chain(_nextSmall, entry.Start).Select(sector => sector < (uint)_smallSectors.Length ? _smallSectors[sector] : throw Broken())]
            : [.. Chain(_next, entry.Start).Select(Offset)];
        // Some programs declare more than there is.
        return new CompoundStream(_file, offsets, size, Math.Min(entry.Length, (long)offsets.Length * size));
    }

    private static int SectorShift(byte[] header, int at, params ReadOnlySpan<int> allowed)
    {
        int shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(at));
        return allowed.Contains(shift) ? shift : throw Broken();
    }

    // The sectors of the sector table: the first ones are listed in the header, the others in a chain.
    private List<uint> FindTable(byte[] header)
    {
        List<uint> sectors = [];
        Add(header.AsSpan(76), HeaderTableEntries);
        byte[] buffer = new byte[_sectorSize];
        int perSector = (_sectorSize / sizeof(uint)) - 1;
        long limit = _file.Length / _sectorSize;
        for (uint next = UInt(header, 68); next < MaxSector && limit-- > 0; next = UInt(buffer, _sectorSize - sizeof(uint)))
        {
            ReadSector(next, buffer);
            Add(buffer, perSector);
        }

        return sectors;

        void Add(ReadOnlySpan<byte> from, int count)
        {
            for (int index = 0; index < count; index++)
            {
                uint sector = BinaryPrimitives.ReadUInt32LittleEndian(from[(index * sizeof(uint))..]);
                if (sector < MaxSector && sectors.Count <= _file.Length / _sectorSize)
                {
                    sectors.Add(sector);
                }
            }
        }
    }

    private uint[] ReadTable(List<uint> sectors)
    {
        int perSector = _sectorSize / sizeof(uint);
        // There are at most as many entries as sectors, whatever the file declares.
        long most = _file.Length / _smallSectorSize;
        uint[] table = new uint[Math.Min((long)sectors.Count * perSector, most + perSector)];
        byte[] buffer = new byte[_sectorSize];
        int filled = 0;
        foreach (uint sector in sectors)
        {
            ReadSector(sector, buffer);
            for (int index = 0; index < perSector && filled < table.Length; index++)
            {
                table[filled++] = UInt(buffer, index * sizeof(uint));
            }
        }

        return table;
    }

    private static List<uint> Chain(uint[] table, uint first)
    {
        List<uint> sectors = [];
        for (uint sector = first; sector < MaxSector; sector = table[sector])
        {
            // A chain longer than the table is a circle.
            if (sector >= (uint)table.Length || sectors.Count >= table.Length)
            {
                throw Broken();
            }

            sectors.Add(sector);
        }

        return sectors;
    }

    private long[] Split(List<uint> sectors)
    {
        int pieces = _sectorSize / _smallSectorSize;
        return [.. sectors.SelectMany(sector => Enumerable.Range(0, pieces).Select(piece => Offset(sector) + ((long)piece * _smallSectorSize)))];
    }

    private byte[] ReadAll(uint first, long maxBytes)
    {
        List<uint> sectors = Chain(_next, first);
        long length = (long)sectors.Count * _sectorSize;
        if (length > maxBytes)
        {
            throw DocumentReadException.TooLarge("bytes of directory", maxBytes);
        }

        byte[] bytes = new byte[length];
        for (int index = 0; index < sectors.Count; index++)
        {
            ReadSector(sectors[index], bytes.AsSpan(index * _sectorSize, _sectorSize));
        }

        return bytes;
    }

    private void ReadSector(uint sector, Span<byte> buffer)
    {
        _file.Position = Offset(sector);
        int count = _file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        buffer[count..].Clear();
    }

    private long Offset(uint sector)
    {
        long offset = (sector + 1L) * _sectorSize;
        return offset < _file.Length ? offset : throw Broken();
    }

    // The entries of a folder form a tree; nested folders are ignored.
    private void Collect(byte[] directory, uint first)
    {
        HashSet<uint> seen = [];
        Stack<uint> open = new([first]);
        while (open.TryPop(out uint id))
        {
            if (id == NoEntry || id >= directory.Length / EntryLength || !seen.Add(id))
            {
                continue;
            }

            Entry entry = ReadEntry(directory, id);
            open.Push(entry.Left);
            open.Push(entry.Right);
            if (entry.IsStream)
            {
                _streams.TryAdd(entry.Name, entry);
            }
        }
    }

    private Entry ReadEntry(byte[] directory, uint id)
    {
        if ((id + 1L) * EntryLength > directory.Length)
        {
            throw Broken();
        }

        ReadOnlySpan<byte> entry = directory.AsSpan((int)id * EntryLength, EntryLength);
        // The length includes the terminating zero.
        int nameLength = Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2, 0, 62);
        long length = _sectorSize == HeaderLength ? BinaryPrimitives.ReadUInt32LittleEndian(entry[120..]) : BinaryPrimitives.ReadInt64LittleEndian(entry[120..]);
        return new Entry(
            Encoding.Unicode.GetString(entry[..nameLength]),
            entry[66] == 2,
            BinaryPrimitives.ReadUInt32LittleEndian(entry[68..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[76..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]),
            length >= 0 ? length : throw Broken());
    }

    private static uint UInt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static DocumentReadException Broken() => DocumentReadException.Damaged("The compound file is damaged.");

    private sealed record Entry(string Name, bool IsStream, uint Left, uint Right, uint Child, uint Start, long Length);
}
