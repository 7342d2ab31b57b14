using System.Text.RegularExpressions;

namespace QwenWebChat.App.Chat;

/// <summary>The <c>{{names}}</c> in a kept prompt that are asked for when it is used.</summary>
public static partial class PromptVariables
{
    /// <summary>Each once, in the order in which they first come.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Variable().Matches(text).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>The text with values in their places; a name without a value becomes nothing.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Variable().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out string? value) ? value : "");

    [GeneratedRegex(@"\{\{\s*([^{}\r\n]{1,60}?)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
