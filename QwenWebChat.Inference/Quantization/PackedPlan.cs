using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.Inference.Quantization;

/// <summary>The layout of a <see cref="PackedFile"/>, and the sources of its weights.</summary>
internal sealed class PackedPlan
{
    public const int HeadBytes = 64;

    private readonly Dictionary<string, Entry> _entries = [];
    private readonly byte[] _hash;

    /// <param name="sources">The checkpoint's files; a different size or time of one gives a different plan.</param>
    /// <param name="weights">Names and forms, in file order.</param>
    public PackedPlan(IEnumerable<string> sources, IEnumerable<(string Name, QuantizedForm Form)> weights)
    {
        StringBuilder text = new();
        foreach (string path in sources)
        {
            // For a link, as in a Hugging Face cache, its target.
            FileSystemInfo target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            FileInfo file = new(target.FullName);
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");
        }

        FileBytes = HeadBytes;
        foreach ((string name, QuantizedForm form) in weights)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name} {form with { ColumnOrder = null }}");
            Entry entry = new(form, FileBytes);
            _entries.Add(name, entry);
            FileBytes = entry.End;
        }

        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public long FileBytes { get; }

    public Entry this[string name] => _entries[name];

    public byte[] Head()
    {
        byte[] head = new byte[HeadBytes];
        PackedFile.Magic.CopyTo(head);
        _hash.CopyTo(head.AsSpan(PackedFile.Magic.Length));
        return head;
    }

    /// <summary>The position of a weight in the file.</summary>
    internal readonly record struct Entry(QuantizedForm Form, long Start)
    {
        public long ScalesStart => Align(Start + Form.ValueBytes);

        public long OffsetsStart => Align(ScalesStart + Form.ScaleBytes);

        public long End => Form.HasOffsets ? Align(OffsetsStart + Form.ScaleBytes) : OffsetsStart;

        private static long Align(long position) => (position + NativeBytes.Alignment - 1) / NativeBytes.Alignment * NativeBytes.Alignment;
    }
}
