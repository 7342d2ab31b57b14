using System.Text;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Writes GGUF files byte by byte, also wrong ones.</summary>
internal sealed class RawGguf
{
    public const uint F32 = 0;
    public const uint F16 = 1;

    private readonly List<(string Key, uint Type, byte[] Value)> _keys = [];
    private readonly List<Entry> _tensors = [];

    public uint Magic { get; set; } = 0x46554747;

    public uint Version { get; set; } = 3;

    public uint Alignment { get; set; } = 32;

    /// <summary>In place of the true count.</summary>
    public ulong? KeyCount { get; set; }

    /// <summary>In place of the true count.</summary>
    public ulong? TensorCount { get; set; }

    /// <summary>Adds a key in the type of the value; arrays become lists. Replaces one of the same name.</summary>
    public RawGguf Set(string key, object value)
    {
        (uint type, byte[] bytes) = value is Array list
            ? (9, [.. BitConverter.GetBytes(TypeOf(list)), .. BitConverter.GetBytes((ulong)list.Length), .. list.Cast<object>().SelectMany(BytesOf)])
            : (TypeOf(value), BytesOf(value));
        return SetRaw(key, type, bytes);
    }

    public RawGguf SetRaw(string key, uint type, byte[] value)
    {
        Remove(key);
        return AddRaw(key, type, value);
    }

    public RawGguf AddRaw(string key, uint type, byte[] value)
    {
        _keys.Add((key, type, value));
        return this;
    }

    public RawGguf Remove(string key)
    {
        _keys.RemoveAll(known => known.Key == key);
        return this;
    }

    /// <summary>Adds a tensor after those before it.</summary>
    /// <param name="dimensions">As in the file, the fastest first.</param>
    /// <param name="offset">In place of the next free one.</param>
    public RawGguf Add(string name, uint type, ulong[] dimensions, byte[] bytes, ulong? offset = null)
    {
        _tensors.Add(new Entry(name, type, dimensions, bytes, offset));
        return this;
    }

    public RawGguf RemoveTensor(string name)
    {
        _tensors.RemoveAll(tensor => tensor.Name == name);
        return this;
    }

    public byte[] ToBytes()
    {
        MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)_tensors.Count);
        writer.Write(KeyCount ?? (ulong)_keys.Count);
        foreach ((string key, uint type, byte[] value) in _keys)
        {
            writer.Write(TextBytes(key));
            writer.Write(type);
            writer.Write(value);
        }

        ulong end = 0;
        foreach (Entry tensor in _tensors)
        {
            writer.Write(TextBytes(tensor.Name));
            writer.Write((uint)tensor.Dimensions.Length);
            Array.ForEach(tensor.Dimensions, writer.Write);
            writer.Write(tensor.Type);
            writer.Write(tensor.Offset ?? end);
            end = Align((tensor.Offset ?? end) + (ulong)tensor.Bytes.Length);
        }

        foreach (Entry tensor in _tensors)
        {
            writer.Write(new byte[Align((ulong)file.Length) - (ulong)file.Length]);
            writer.Write(tensor.Bytes);
        }

        return file.ToArray();
    }

    public string Write(TemporaryFolder folder, string name = "model.gguf")
    {
        File.WriteAllBytes(folder.At(name), ToBytes());
        return folder.At(name);
    }

    public static byte[] TextBytes(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes((ulong)utf8.Length), .. utf8];
    }

    // By the exact type: to the runtime a uint[] is an int[] as well.
    private static uint TypeOf(object value)
    {
        Type type = value is Array list ? list.GetType().GetElementType()! : value.GetType();
        return type.Name switch
        {
            nameof(Byte) => 0,
            nameof(SByte) => 1,
            nameof(UInt16) => 2,
            nameof(Int16) => 3,
            nameof(UInt32) => 4,
            nameof(Int32) => 5,
            nameof(Single) => 6,
            nameof(Boolean) => 7,
            nameof(String) => 8,
            nameof(UInt64) => 10,
            nameof(Int64) => 11,
            nameof(Double) => 12,
            _ => throw new ArgumentException($"{type} is no GGUF type.", nameof(value)),
        };
    }

    private static byte[] BytesOf(object value) => value switch
    {
        byte number => [number],
        sbyte number => [(byte)number],
        ushort number => BitConverter.GetBytes(number),
        short number => BitConverter.GetBytes(number),
        uint number => BitConverter.GetBytes(number),
        int number => BitConverter.GetBytes(number),
        float number => BitConverter.GetBytes(number),
        bool flag => BitConverter.GetBytes(flag),
        string text => TextBytes(text),
        ulong number => BitConverter.GetBytes(number),
        long number => BitConverter.GetBytes(number),
        double number => BitConverter.GetBytes(number),
        _ => throw new ArgumentException($"{value.GetType()} is no GGUF type.", nameof(value)),
    };

    private ulong Align(ulong position) => (position + Alignment - 1) / Alignment * Alignment;

    private sealed record Entry(string Name, uint Type, ulong[] Dimensions, byte[] Bytes, ulong? Offset);
}
