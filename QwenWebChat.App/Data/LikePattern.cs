namespace QwenWebChat.App.Data;

/// <summary>Patterns of SQL's LIKE that find a text as it is: its percent signs and underscores stand for themselves.</summary>
internal static class LikePattern
{
    /// <summary>The character before each that stands for itself, which LIKE must be told.</summary>
    public const string Escape = "\\";

    /// <summary>Returns the pattern of all that contains a text.</summary>
    public static string Containing(string text) => $"%{Literal(text)}%";

    /// <summary>Returns the pattern of all that begins with a text.</summary>
    public static string BeginningWith(string text) => $"{Literal(text)}%";

    private static string Literal(string text) =>
        text.Replace(Escape, @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
