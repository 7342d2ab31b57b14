using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Transfers texts of the page that exceed the size limit of one message over the circuit.</summary>
internal static class StreamedText
{
    // Far larger than any context; streams have no limit of their own.
    private const long MaxBytes = 16 * 1024 * 1024;

    public static async Task<string> ReadTextAsync(this IJSStreamReference text)
    {
        await using Stream stream = await text.OpenReadStreamAsync(MaxBytes);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
