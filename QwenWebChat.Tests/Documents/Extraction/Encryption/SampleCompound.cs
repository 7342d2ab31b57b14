using System.Buffers.Binary;
using System.Text;

namespace QwenWebChat.Tests.Documents.Extraction.Encryption;

/// <summary>Writes compound files by [MS-CFB]: sectors of 512 bytes, streams under 4,096 bytes in sectors of 64.</summary>
internal static class SampleCompound
{
    private const int Sector = 512;
    private const int Small = 64;
    private const int SmallLimit = 4_096;
    private const uint End = 0xFFFFFFFE;
    private const uint Free = 0xFFFFFFFF;
    private const uint OfTable = 0xFFFFFFFD;

    /// <summary>A file with these streams at its top.</summary>
    public static byte[] Create(params (string Name, byte[] Content)[] streams)
    {
        List<byte> body = [];
        List<uint> next = [];
        List<byte> smallBody = [];
        List<uint> smallNext = [];
        List<byte[]> entries = [];
        foreach ((string name, byte[] content) in streams)
        {
            bool isSmall = content.Length < SmallLimit;
            uint start = isSmall ? Append(smallBody, smallNext, content, Small) : Append(body, next, content, Sector);
            // Each entry's right neighbour is the one after it.
            uint right = entries.Count + 1 < streams.Length ? (uint)entries.Count + 2 : Free;
            entries.Add(Entry(name, 2, right, Free, start, content.Length));
        }

        uint smallStart = Append(body, next, [.. smallBody], Sector);
        entries.Insert(0, Entry("Root Entry", 5, Free, 1, smallStart, smallBody.Count));
        uint smallTable = Append(body, next, Bytes([.. smallNext, .. Enumerable.Repeat(Free, Sector)]), Sector);
        uint directory = Append(body, next, [.. entries.SelectMany(entry => entry)], Sector);
        int tables = 1;
        while (tables * (Sector / 4) < next.Count + tables)
        {
            tables++;
        }

        uint firstTable = (uint)next.Count;
        next.AddRange(Enumerable.Repeat(OfTable, tables));
        next.AddRange(Enumerable.Repeat(Free, (tables * (Sector / 4)) - next.Count));
        return [.. Header(directory, smallTable, firstTable, tables), .. body, .. Bytes([.. next])];
    }

    private static byte[] Header(uint directory, uint smallTable, uint firstTable, int tables)
    {
        byte[] header = new byte[Sector];
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(header);
        Short(header, 24, 0x3E);
        Short(header, 26, 3);
        Short(header, 28, 0xFFFE);
        Short(header, 30, 9);
        Short(header, 32, 6);
        Int(header, 44, (uint)tables);
        Int(header, 48, directory);
        Int(header, 56, SmallLimit);
        Int(header, 60, smallTable);
        Int(header, 64, 1);
        Int(header, 68, End);
        for (int index = 0; index < 109; index++)
        {
            Int(header, 76 + (index * 4), index < tables ? firstTable + (uint)index : Free);
        }

        return header;
    }

    private static byte[] Entry(string name, byte type, uint right, uint child, uint start, int length)
    {
        byte[] entry = new byte[128];
        Encoding.Unicode.GetBytes(name).CopyTo(entry, 0);
        Short(entry, 64, (ushort)((name.Length + 1) * 2));
        entry[66] = type;
        Int(entry, 68, Free);
        Int(entry, 72, right);
        Int(entry, 76, child);
        Int(entry, 116, start);
        Int(entry, 120, (uint)length);
        return entry;
    }

    private static uint Append(List<byte> body, List<uint> next, byte[] content, int sector)
    {
        uint first = (uint)next.Count;
        int count = Math.Max(1, (content.Length + sector - 1) / sector);
        for (int index = 0; index < count; index++)
        {
            next.Add(index == count - 1 ? End : first + (uint)index + 1);
        }

        body.AddRange(content);
        body.AddRange(new byte[(count * sector) - content.Length]);
        return first;
    }

    private static byte[] Bytes(uint[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private static void Short(byte[] target, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(target.AsSpan(at), value);

    private static void Int(byte[] target, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(at), value);
}
