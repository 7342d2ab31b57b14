using System.Text;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// The header of a GGUF file of version 3: its keys, and the offset of each tensor. Source: ggml/docs/gguf.md in
/// ggml-org/llama.cpp.
/// </summary>
internal sealed class GgufHead : IDisposable
{
    /// <summary>The alignment in bytes of the data and of each tensor in it.</summary>
    public const int Alignment = 32;

    private const uint Version = 3;

    private readonly BinaryWriter _keys = new(new MemoryStream());
    private readonly BinaryWriter _tensors = new(new MemoryStream());
    private ulong _keyCount;
    private ulong _tensorCount;
    private long _dataBytes;

    private enum Kind : uint
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Flag = 7,
        Text = 8,
        List = 9,
    }

    /// <summary>Returns the number of zero bytes after a number of bytes.</summary>
    public static int Padding(long byteCount) => (int)(-byteCount & (Alignment - 1));

    public void Add(string key, string value)
    {
        AddKey(key, Kind.Text);
        WriteText(_keys, value);
    }

    public void Add(string key, int value)
    {
        AddKey(key, Kind.UInt32);
        _keys.Write((uint)value);
    }

    public void Add(string key, float value)
    {
        AddKey(key, Kind.Float32);
        _keys.Write(value);
    }

    public void Add(string key, bool value)
    {
        AddKey(key, Kind.Flag);
        _keys.Write(value);
    }

    public void Add(string key, IReadOnlyCollection<string> values)
    {
        AddList(key, Kind.Text, values.Count);
        foreach (string value in values)
        {
            WriteText(_keys, value);
        }
    }

    public void Add(string key, IReadOnlyCollection<int> values)
    {
        AddList(key, Kind.Int32, values.Count);
        foreach (int value in values)
        {
            _keys.Write(value);
        }
    }

    /// <summary>Adds a tensor, whose bytes follow the previous tensor and its padding.</summary>
    /// <param name="shape">The dimensions, slowest first; the file has the reverse order.</param>
    public void AddTensor(string name, GgufTensorType type, IReadOnlyList<long> shape, long byteCount)
    {
        WriteText(_tensors, name);
        _tensors.Write((uint)shape.Count);
        foreach (long size in shape.Reverse())
        {
            _tensors.Write((ulong)size);
        }

        _tensors.Write((uint)type);
        _tensors.Write((ulong)_dataBytes);
        _tensorCount++;
        _dataBytes += byteCount + Padding(byteCount);
    }

    public void Write(Stream destination)
    {
        using BinaryWriter head = new(destination, Encoding.UTF8, leaveOpen: true);
        head.Write("GGUF"u8);
        head.Write(Version);
        head.Write(_tensorCount);
        head.Write(_keyCount);
        head.Flush();
        foreach (BinaryWriter part in (BinaryWriter[])[_keys, _tensors])
        {
            part.Flush();
            ((MemoryStream)part.BaseStream).WriteTo(destination);
        }

        destination.Write(new byte[Padding(destination.Position)]);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _tensors.Dispose();
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void AddKey(string key, Kind kind)
    {
        _keyCount++;
        WriteText(_keys, key);
        _keys.Write((uint)kind);
    }

    private void AddList(string key, Kind kind, int count)
    {
        AddKey(key, Kind.List);
        _keys.Write((uint)kind);
        _keys.Write((ulong)count);
    }
}
