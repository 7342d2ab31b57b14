using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Copies a stream to a temporary file that only this account can read, and that is deleted when it is closed.</summary>
internal static class TemporaryCopy
{
    /// <exception cref="DocumentReadException">The stream exceeds the limit.</exception>
    public static async Task<FileStream> CreateAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        FileStream copy = PrivateFolder.Open(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await DocumentFiles.CopyAsync(content, copy, maxBytes, cancellationToken).ConfigureAwait(false);
            await copy.FlushAsync(cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
