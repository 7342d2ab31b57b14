using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Copies a stream to a temporary file that only this account can read, and that is deleted when it is closed.</summary>
internal static class TemporaryCopy
{
    /// <exception cref="DocumentReadException">The stream exceeds the limit.</exception>
    public static async Task<FileStream> CreateAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream copy = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        try
        {
            await CopyAsync(content, copy, maxBytes, cancellationToken).ConfigureAwait(false);
            await copy.FlushAsync(cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CopyAsync(Stream from, FileStream to, long maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            if (to.Length > maxBytes)
            {
                throw DocumentReadException.TooLarge("bytes", maxBytes);
            }
        }
    }
}
