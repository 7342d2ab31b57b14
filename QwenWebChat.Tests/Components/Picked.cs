using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.Tests.Components;

/// <summary>Files that a browser would hand over.</summary>
internal static class Picked
{
    public static PickedFile File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public static PickedFile File(string name, byte[] content) => new(name, content.Length, _ => ValueTask.FromResult<IJSStreamReference>(new Content(content)));

    public static IJSStreamReference Stream(byte[] content) => new Content(content);

    /// <summary>Chooses files in the only zone of what is drawn.</summary>
    public static void Pick(this IRenderedComponent<IComponent> page, params PickedFile[] files)
    {
        IRenderedComponent<FileZone> zone = page.FindComponent<FileZone>();
        _ = zone.InvokeAsync(() => zone.Instance.OnPicked.InvokeAsync(files));
    }

    private sealed class Content(byte[] bytes) : IJSStreamReference
    {
        public long Length => bytes.Length;

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
