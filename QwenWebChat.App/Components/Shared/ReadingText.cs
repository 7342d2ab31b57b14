using Microsoft.Extensions.Localization;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Describes in the user's language what the reading of a document omitted, by page or in total.</summary>
internal static class ReadingText
{
    /// <summary>Returns one or two sentences; empty if nothing is missing.</summary>
    public static string Describe(this IStringLocalizer text, ReadingGaps gaps)
    {
        List<string> sentences = [];
        if (gaps.PagesUnread > 0 && gaps.PageCount > 0)
        {
            sentences.Add(text["GapsPages", gaps.PagesRead, gaps.PageCount, gaps.PagesUnread]);
        }

        string[] others = [.. gaps.Counts.Where(entry => entry.Kind is not (ReadingProblemKind.PageWithoutText or ReadingProblemKind.PageUnreadable)).Select(entry => text[$"Gap_{entry.Kind}", entry.Count].Value)];
        if (others.Length > 0)
        {
            sentences.Add(text["GapsOthers", string.Join(text["GapsJoin"], others)]);
        }

        if (gaps.IsDoubtful)
        {
            sentences.Add(text["GapsDoubtful"]);
        }

        return string.Join(' ', sentences);
    }

    /// <summary>Returns one line for a problem, with its page.</summary>
    public static string Describe(this IStringLocalizer text, ReadingProblem problem)
    {
        string page = problem.Page is { } number ? $"{text["OnPage", number]}: " : "";
        // The argument lists the missing languages of text recognition.
        string lacking = problem is { Kind: ReadingProblemKind.PageRecognised or ReadingProblemKind.PageWithoutText, Argument: { Length: > 0 } languages } ? $" {text["OcrLanguagesMissing", languages]}" : "";
        return $"{page}{text[$"Problem_{problem.Kind}", problem.Argument ?? "", problem.Count]}{lacking}";
    }
}
