namespace QwenWebChat.App.Components.Shared;

/// <summary>A file that the browser holds.</summary>
/// <param name="Id">The id under which its content can be requested.</param>
/// <param name="Size">The size in bytes.</param>
public sealed record FileOffer(int Id, string Name, long Size);
