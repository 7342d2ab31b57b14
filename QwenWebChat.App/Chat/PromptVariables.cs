using System.Text.RegularExpressions;

namespace QwenWebChat.App.Chat;

/// <summary>The <c>{{names}}</c> in a saved prompt, for which the user gives values.</summary>
public static partial class PromptVariables
{
    /// <summary>Returns each name once, in the order of first occurrence.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Variable().Matches(text).Select(match => match.Groups[1].Value).Distinct()];

    /// <summary>Returns the text with its names replaced by values; a name without a value is removed.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Variable().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out string? value) ? value : "");

    [GeneratedRegex(@"\{\{\s*([^{}\r\n]{1,60}?)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
