namespace QwenWebChat.App.Components;

/// <summary>A file that the browser has.</summary>
/// <param name="Id">Under which its content can be asked for.</param>
/// <param name="Size">In bytes.</param>
public sealed record FileOffer(int Id, string Name, long Size);
