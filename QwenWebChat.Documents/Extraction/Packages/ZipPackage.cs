using System.IO.Compression;
using System.Xml;

namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>
/// The files within a docx, pptx, xlsx or epub. They are unpacked on demand and counted meanwhile, because the sizes that an
/// archive declares may be wrong.
/// </summary>
internal sealed class ZipPackage : IDisposable
{
    private const int SmallFileBytes = 16 << 20;

    // An entry takes at least 46 bytes of the directory, and a name is seldom longer than 100.
    private const int ListBytesForEach = 400;

    private readonly ZipArchive _archive;
    private readonly ReadingJob _job;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private long _unpackedBytes;

    private ZipPackage(ZipArchive archive, ReadingJob job)
    {
        _archive = archive;
        _job = job;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            _entries.TryAdd(Normal(entry.FullName), entry);
        }
    }

    /// <exception cref="DocumentReadException">The file is not an archive, or exceeds a limit.</exception>
    public static ZipPackage Open(ReadingJob job)
    {
        if (ZipDirectory.LengthOf(job.Content) > (long)job.Options.MaxPackedFiles * ListBytesForEach)
        {
            throw DocumentReadException.TooLarge("files within the file", job.Options.MaxPackedFiles);
        }

        job.Content.Position = 0;
        ZipArchive archive = new(job.Content, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            return archive.Entries.Count <= job.Options.MaxPackedFiles
                ? new ZipPackage(archive, job)
                : throw DocumentReadException.TooLarge("files within the file", job.Options.MaxPackedFiles);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _entries.ContainsKey(Normal(name));

    /// <summary>Opens a file in the package; null if there is none of that name.</summary>
    public Stream? TryOpen(string name)
    {
        if (!_entries.TryGetValue(Normal(name), out ZipArchiveEntry? entry))
        {
            return null;
        }

        if (entry.IsEncrypted)
        {
            throw new DocumentReadException(DocumentReadError.Encrypted, "The file is locked by a password.");
        }

        long entryBytes = 0;
        return new LimitedStream(entry.Open(), count =>
        {
            entryBytes += count;
            Count(entry, count, entryBytes);
        });
    }

    /// <summary>Opens an XML file in the package, at its first element; null if there is none of that name.</summary>
    /// <param name="allowDoctype">True to skip a document type; otherwise it is rejected, because no Office program writes one. No entity is ever resolved.</param>
    public XmlCursor? TryOpenXml(string name, bool allowDoctype = false) =>
        TryOpen(name) is { } stream ? new XmlCursor(stream, _job, allowDoctype ? DtdProcessing.Ignore : DtdProcessing.Prohibit) : null;

    public void Dispose() => _archive.Dispose();

    private void Count(ZipArchiveEntry entry, int count, long entryBytes)
    {
        _job.CancellationToken.ThrowIfCancellationRequested();
        _unpackedBytes += count;
        if (_unpackedBytes > _job.Options.MaxUnpackedBytes)
        {
            throw DocumentReadException.TooLarge("bytes when unpacked", _job.Options.MaxUnpackedBytes);
        }

        if (entryBytes > SmallFileBytes && entryBytes / Math.Max(1, entry.CompressedLength) > _job.Options.MaxPackingRatio)
        {
            throw DocumentReadException.TooLarge("times its packed size", _job.Options.MaxPackingRatio);
        }
    }

    private static string Normal(string name) => name.Replace('\\', '/').TrimStart('/');
}
