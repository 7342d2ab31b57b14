using System.Text;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>What the head of a GGUF file says, read on its own from ggml/docs/gguf.md.</summary>
internal sealed record GgufListing(IReadOnlyDictionary<string, object> Keys, IReadOnlyList<GgufListing.Entry> Tensors, long DataStart, long FileBytes)
{
    public static GgufListing Read(string path)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        Assert.Equal("GGUF"u8.ToArray(), reader.ReadBytes(4));
        Assert.Equal(3u, reader.ReadUInt32());
        ulong tensorCount = reader.ReadUInt64();
        ulong keyCount = reader.ReadUInt64();
        Dictionary<string, object> keys = [];
        for (ulong i = 0; i < keyCount; i++)
        {
            string key = ReadText(reader);
            keys.Add(key, ReadValue(reader, reader.ReadUInt32()));
        }

        List<Entry> tensors = [];
        for (ulong i = 0; i < tensorCount; i++)
        {
            string name = ReadText(reader);
            ulong[] dimensions = [.. Enumerable.Range(0, (int)reader.ReadUInt32()).Select(_ => reader.ReadUInt64())];
            tensors.Add(new Entry(name, string.Join(" x ", dimensions), dimensions.Aggregate(1L, (n, size) => n * (long)size), reader.ReadUInt32(), reader.ReadUInt64()));
        }

        long dataStart = (reader.BaseStream.Position + 31) / 32 * 32;
        return new GgufListing(keys, tensors, dataStart, reader.BaseStream.Length);
    }

    private static object ReadValue(BinaryReader reader, uint kind) => kind switch
    {
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => reader.ReadBoolean(),
        8 => ReadText(reader),
        9 => ReadList(reader),
        10 => reader.ReadUInt64(),
        _ => throw new InvalidDataException($"kind {kind}"),
    };

    private static object[] ReadList(BinaryReader reader)
    {
        uint kind = reader.ReadUInt32();
        ulong count = reader.ReadUInt64();
        return [.. Enumerable.Range(0, (int)count).Select(_ => ReadValue(reader, kind))];
    }

    private static string ReadText(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt64()));

    /// <param name="Dimensions">Fastest first, as in the file.</param>
    /// <param name="Type">0 is F32, 2 is Q4_0.</param>
    internal sealed record Entry(string Name, string Dimensions, long ElementCount, uint Type, ulong Offset)
    {
        public long ByteCount => Type switch
        {
            0 => ElementCount * 4,
            2 => ElementCount / 32 * 18,
            _ => throw new InvalidDataException($"type {Type}"),
        };
    }
}
