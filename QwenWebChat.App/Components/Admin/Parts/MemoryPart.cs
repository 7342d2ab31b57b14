namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>A part of a memory.</summary>
/// <param name="Color">A variable of the style sheets, such as <c>--qw-weights</c>.</param>
public sealed record MemoryPart(string Key, string Label, long Bytes, string Color);
