using System.IO.Compression;

namespace QwenWebChat.App.Exports;

/// <summary>
/// Writes a ZIP archive to a stream that cannot seek, one file after the other and never a whole one in memory. Names are unique
/// whatever their case, because Windows ignores it.
/// </summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    public const string MediaType = "application/zip";

    // The format has no other years.
    private const int FirstYear = 1980;
    private const int LastYear = 2107;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly StagedStream _staged;
    private readonly ZipArchive _zip;

    private ArchiveWriter(StagedStream staged, ZipArchive zip) => (_staged, _zip) = (staged, zip);

    public static async Task<ArchiveWriter> CreateAsync(Stream output, CancellationToken cancellationToken)
    {
        StagedStream staged = new(output);
        return new ArchiveWriter(staged, await ZipArchive.CreateAsync(staged, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds a file. A number is appended to a name that is taken.</summary>
    /// <param name="path">The path without an extension, with slashes; each of its names must be valid on every system.</param>
    /// <param name="ending">The extension without a dot; empty for none.</param>
    /// <param name="at">The time of the last change, in the local time zone.</param>
    public async Task AddAsync(string path, string ending, DateTimeOffset at, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        ZipArchiveEntry entry = _zip.CreateEntry(FreeName(path, ending.Length > 0 ? $".{ending}" : ""), CompressionLevel.Fastest);
        if (at.Year is >= FirstYear and <= LastYear)
        {
            entry.LastWriteTime = at;
        }

        Stream file = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            await write(file).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the directory at the end of the archive.</summary>
    public async ValueTask DisposeAsync()
    {
        await _zip.DisposeAsync().ConfigureAwait(false);
        await _staged.PassOnAsync(CancellationToken.None).ConfigureAwait(false);
        await _staged.DisposeAsync().ConfigureAwait(false);
    }

    private string FreeName(string path, string extension)
    {
        string name = path + extension;
        for (int number = 2; !_names.Add(name); number++)
        {
            name = $"{path} ({number}){extension}";
        }

        return name;
    }
}
