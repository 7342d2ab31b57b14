using System.Text;
using Bunit;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Chat;

namespace QwenWebChat.Tests.Components;

/// <summary>The editor of a message, whose text the script has.</summary>
internal static class OpenEditor
{
    /// <summary>As the script does once somebody has written a text and keeps it.</summary>
    public static Task KeepEditAsync(this IRenderedComponent<ChatPage> page, string text)
    {
        IRenderedComponent<MessageEditor> editor = page.FindComponent<MessageEditor>();
        return editor.InvokeAsync(() => editor.Instance.KeepAsync(new StreamOf(text)));
    }

    private sealed class StreamOf(string text) : IJSStreamReference
    {
        public long Length => Encoding.UTF8.GetByteCount(text);

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) =>
            new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
