using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Shared;

/// <summary>A file that was chosen or dropped. Its content stays in the browser and can be read once.</summary>
/// <param name="size">The size in bytes that the browser reports.</param>
/// <param name="take">Opens the content in the browser.</param>
public sealed class PickedFile(string name, long size, Func<CancellationToken, ValueTask<IJSStreamReference>> take)
{
    public string Name => name;

    public long Size => size;

    /// <summary>Reads the content as a stream.</summary>
    /// <param name="maxBytes">The stream throws above this size.</param>
    /// <exception cref="JSException">The browser cannot read the file, or no longer.</exception>
    public async Task<TResult> ReadAsync<TResult>(long maxBytes, Func<Stream, Task<TResult>> read, CancellationToken cancellationToken)
    {
        // Streams of the browser cannot be empty.
        if (size == 0)
        {
            return await read(Stream.Null);
        }

        await using IJSStreamReference content = await take(cancellationToken);
        await using Stream stream = await content.OpenReadStreamAsync(maxBytes, cancellationToken);
        return await read(stream);
    }
}
