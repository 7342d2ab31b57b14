using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Texts of the page that are longer than one message over the circuit.</summary>
internal static class StreamedText
{
    // Far beyond any context; what comes as a stream has no limit of its own.
    private const long MaxBytes = 16 * 1024 * 1024;

    public static async Task<string> ReadTextAsync(this IJSStreamReference text)
    {
        await using Stream stream = await text.OpenReadStreamAsync(MaxBytes);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}
