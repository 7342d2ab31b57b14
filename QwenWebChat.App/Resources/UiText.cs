namespace QwenWebChat.App.Resources;

/// <summary>Names the resource files with everything that the pages say, in each language.</summary>
public sealed class UiText;
