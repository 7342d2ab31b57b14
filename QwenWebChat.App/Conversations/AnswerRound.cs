using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// The part of an answer that one request generated: text, then the calls of tools that the model made together. The text of an
/// answer joins the texts of its rounds as paragraphs, so that it reads well without the calls.
/// </summary>
public sealed record AnswerRound(string Text, IReadOnlyList<ToolCall> Calls)
{
    /// <summary>The text between two rounds, of which the first has text.</summary>
    public const string Separator = "\n\n";

    /// <summary>Splits an answer into its rounds. The last one has no calls; its text is empty if the answer ends with calls.</summary>
    public static IReadOnlyList<AnswerRound> Split(ConversationMessage answer) => Split(answer.Text, answer.ToolCalls);

    /// <summary>Splits the text of an answer with its calls into rounds.</summary>
    public static IReadOnlyList<AnswerRound> Split(string text, IReadOnlyList<ToolCall> calls)
    {
        List<AnswerRound> rounds = [];
        int start = 0;
        foreach (IGrouping<int, ToolCall> round in calls.GroupBy(call => call.Round))
        {
            int end = Math.Clamp(round.First().Offset, start, text.Length);
            rounds.Add(new AnswerRound(TextBetween(text, start, end), [.. round]));
            start = end;
        }

        rounds.Add(new AnswerRound(TextBetween(text, start, text.Length), []));
        return rounds;
    }

    private static string TextBetween(string text, int start, int end)
    {
        string between = text[start..end];
        return start > 0 && between.StartsWith(Separator, StringComparison.Ordinal) ? between[Separator.Length..] : between;
    }
}
