using System.IO.Compression;

namespace QwenWebChat.ReadingBench;

/// <summary>
/// Damages files inside a packed file (docx, xlsx, pptx, epub) and packs them again. Most mutations of the packed bytes
/// alone fail at a checksum and never reach an XML parser.
/// </summary>
internal sealed class PackedMutation(Random random)
{
    private const int MaxParts = 3;

    // Corpus files are small; a file that unpacks to more is mutated in its packed form.
    private const long MaxUnpackedBytes = 32L << 20;

    // A fixed time, so that the same damage always gives the same bytes.
    private static readonly DateTimeOffset Packed = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>The damaged file; null if the content is not a packed file, or unpacks to too much.</returns>
    public byte[]? Mutate(byte[] content)
    {
        List<(string Name, byte[] Content)>? parts = Unpack(content);
        if (parts is null or [])
        {
            return null;
        }

        Mutation mutation = new(random);
        for (int part = random.Next(1, MaxParts + 1); part > 0; part--)
        {
            int index = random.Next(parts.Count);
            parts[index] = parts[index] with { Content = mutation.Mutate(parts[index].Content, parts[random.Next(parts.Count)].Content) };
        }

        return Pack(parts);
    }

    private static List<(string Name, byte[] Content)>? Unpack(byte[] content)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(content));
            if (archive.Entries.Sum(entry => entry.Length) > MaxUnpackedBytes)
            {
                return null;
            }

            return [.. archive.Entries.Select(entry => (entry.FullName, Read(entry)))];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> parts)
    {
        MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in parts)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = Packed;
                using Stream packing = entry.Open();
                packing.Write(content);
            }
        }

        return packed.ToArray();
    }
}
