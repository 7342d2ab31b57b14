using Microsoft.JSInterop;

namespace QwenWebChat.App.Components;

/// <summary>Transfers texts that are too long for one message over the circuit.</summary>
internal static class TextStreams
{
    // Far larger than any context.
    private const long MaxBytes = 64 * 1024 * 1024;

    public static async Task<string> ReadTextAsync(this IJSStreamReference text)
    {
        await using Stream stream = await text.OpenReadStreamAsync(MaxBytes);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
