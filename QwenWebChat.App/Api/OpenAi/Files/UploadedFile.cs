namespace QwenWebChat.App.Api.OpenAi.Files;

/// <summary>A file that a request brought.</summary>
/// <param name="Name">The name as the client sent it.</param>
/// <param name="Content">A temporary copy on disk, at its start, which is deleted when it is closed.</param>
internal sealed record UploadedFile(string Name, FileStream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
