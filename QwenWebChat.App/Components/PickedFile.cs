using Microsoft.JSInterop;

namespace QwenWebChat.App.Components;

/// <summary>A file that was chosen or dropped. Its content stays in the browser until it is read, once.</summary>
/// <param name="size">In bytes, as the browser says.</param>
/// <param name="take">Takes its content over from the browser.</param>
public sealed class PickedFile(string name, long size, Func<CancellationToken, ValueTask<IJSStreamReference>> take)
{
    public string Name => name;

    public long Size => size;

    /// <summary>Reads the content as it comes.</summary>
    /// <param name="maxBytes">Beyond this the stream throws.</param>
    /// <exception cref="JSException">The browser cannot read it (any more).</exception>
    public async Task<TResult> ReadAsync<TResult>(long maxBytes, Func<Stream, Task<TResult>> read, CancellationToken cancellationToken)
    {
        // The browser's streams cannot be empty.
        if (size == 0)
        {
            return await read(Stream.Null);
        }

        await using IJSStreamReference content = await take(cancellationToken);
        await using Stream stream = await content.OpenReadStreamAsync(maxBytes, cancellationToken);
        return await read(stream);
    }
}
