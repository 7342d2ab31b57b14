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

    private readonly List<byte> _keys = [];
    private readonly List<byte> _tensors = [];
    private readonly List<TensorContent> _contents = [];
    private ulong _keyCount;
    private ulong _dataBytes;

    public void Add(string key, int value) => AddKey(key, 4, BitConverter.GetBytes(value));

    public void Add(string key, float value) => AddKey(key, 6, BitConverter.GetBytes(value));

    public void Add(string key, bool value) => AddKey(key, 7, BitConverter.GetBytes(value));

    public void Add(string key, string value) => AddKey(key, 8, Text(value));

    public void Add(string key, IReadOnlyCollection<int> values) => AddList(key, 5, values.Count, values.SelectMany(BitConverter.GetBytes));

    public void Add(string key, IReadOnlyCollection<string> values) => AddList(key, 8, values.Count, values.SelectMany(Text));

    /// <param name="type">The tensor's <c>ggml_type</c>.</param>
    /// <param name="shape">The dimensions, slowest first; the file has the reverse order.</param>
    public void Add(string name, uint type, IReadOnlyList<long> shape, TensorContent content)
    {
        _tensors.AddRange(
        [
            .. Text(name), .. BitConverter.GetBytes(shape.Count), .. shape.Reverse().SelectMany(BitConverter.GetBytes),
            .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(_dataBytes),
        ]);
        _contents.Add(content);
        _dataBytes += (ulong)(content.ByteCount + Padding(content.ByteCount));
    }

    /// <summary>Writes the file; an existing one is replaced only after everything is written.</summary>
    public void Write(string path, TextWriter progress, CancellationToken cancellationToken)
    {
        WriteProgress written = new(_contents.Sum(content => content.ByteCount), progress);
        string partial = path + ".partial";
        try
        {
            using (FileStream stream = File.Create(partial))
            {
                byte[] head = [.. "GGUF"u8, .. BitConverter.GetBytes(Version), .. BitConverter.GetBytes((ulong)_contents.Count), .. BitConverter.GetBytes(_keyCount), .. _keys, .. _tensors];
                stream.Write([.. head, .. new byte[Padding(head.Length)]]);
                foreach (TensorContent content in _contents)
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

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes((ulong)bytes.Length), .. bytes];
    }

    private void AddList(string key, uint kind, int count, IEnumerable<byte> values) =>
        AddKey(key, 9, [.. BitConverter.GetBytes(kind), .. BitConverter.GetBytes((ulong)count), .. values]);

    private void AddKey(string key, uint kind, byte[] value)
    {
        _keyCount++;
        _keys.AddRange([.. Text(key), .. BitConverter.GetBytes(kind), .. value]);
    }
}
