using System.Text;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Writes a GGUF file of version 3: its keys, and its tensors one after the other. Source: ggml/docs/gguf.md in
/// ggml-org/llama.cpp.
/// </summary>
internal sealed class GgufFile
{
    /// <summary>The alignment in bytes of the data and of each tensor in it.</summary>
    public const int Alignment = 32;

    private const uint Version = 3;
    private const uint ListKind = 9;

    private readonly List<(string Key, object Value)> _keys = [];
    private readonly List<(string Name, uint Type, IReadOnlyList<long> Shape, TensorContent Content)> _tensors = [];

    /// <param name="value">An integer, a float, a flag, a text, or a list of integers or texts.</param>
    public void Add(string key, object value) => _keys.Add((key, value));

    /// <param name="type">The tensor's <c>ggml_type</c>.</param>
    /// <param name="shape">The dimensions, slowest first; the file has the reverse order.</param>
    public void Add(string name, uint type, IReadOnlyList<long> shape, TensorContent content) => _tensors.Add((name, type, shape, content));

    /// <summary>Writes the file; an existing one is replaced only after everything is written.</summary>
    public void Write(string path, TextWriter progress, CancellationToken cancellationToken)
    {
        WriteProgress written = new(_tensors.Sum(tensor => tensor.Content.ByteCount), progress);
        string partial = path + ".partial";
        try
        {
            using (FileStream stream = File.Create(partial))
            {
                WriteHead(stream);
                foreach (TensorContent content in _tensors.Select(tensor => tensor.Content))
                {
                    content.Write(stream, written, cancellationToken);
                    stream.Write(new byte[Padding(content.ByteCount)]);
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Returns the number of zero bytes after a number of bytes.</summary>
    private static int Padding(long byteCount) => (int)(-byteCount & (Alignment - 1));

    private void WriteHead(FileStream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_keys.Count);
        foreach ((string key, object value) in _keys)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }

        ulong offset = 0;
        foreach ((string name, uint type, IReadOnlyList<long> shape, TensorContent content) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Count);
            Array.ForEach([.. shape.Reverse()], writer.Write);
            writer.Write(type);
            writer.Write(offset);
            offset += (ulong)(content.ByteCount + Padding(content.ByteCount));
        }

        writer.Flush();
        stream.Write(new byte[Padding(stream.Position)]);
    }

    // Writes the kind of a value and the value.
    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case int number:
                writer.Write(4u);
                writer.Write(number);
                break;
            case float number:
                writer.Write(6u);
                writer.Write(number);
                break;
            case bool flag:
                writer.Write(7u);
                writer.Write(flag);
                break;
            case string text:
                writer.Write(8u);
                WriteText(writer, text);
                break;
            case int[] numbers:
                WriteList(writer, 5, numbers, writer.Write);
                break;
            case string[] texts:
                WriteList(writer, 8, texts, text => WriteText(writer, text));
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no type of a GGUF key.", nameof(value));
        }
    }

    private static void WriteList<T>(BinaryWriter writer, uint kind, T[] values, Action<T> write)
    {
        writer.Write(ListKind);
        writer.Write(kind);
        writer.Write((ulong)values.Length);
        Array.ForEach(values, write);
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
