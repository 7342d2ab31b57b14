using Microsoft.Extensions.Localization;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Documents.Citations;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Converts the quotations in answers about documents to links to their places.</summary>
internal static class AnswerCitations
{
    /// <summary>Returns the citation function of a session; null for a conversation without documents.</summary>
    public static Func<ConversationMessage, CitedAnswer>? Of(ChatSession? session, IStringLocalizer<UiText> texts) =>
        session?.Sources is DocumentQuestions questions ? message => Cite(questions, message, texts) : null;

    private static CitedAnswer Cite(DocumentQuestions questions, ConversationMessage message, IStringLocalizer<UiText> texts)
    {
        CitedText cited = questions.Cite(message.Text, !message.IsRunning);
        string? deleted = questions.Deleted.Count > 0 && cited.Quotes.Any(quote => !quote.IsFound) ? texts["QuotesOfDeleted", string.Join(", ", questions.Deleted)].Value : null;
        return new CitedAnswer(cited.Markdown, number => number >= 1 && number <= cited.Quotes.Count ? Target(cited.Quotes[number - 1], deleted, texts) : null, deleted);
    }

    private static CitationTarget Target(CitedQuote quote, string? deleted, IStringLocalizer<UiText> texts)
    {
        if (quote is not { DocumentId: { } document, Match: { } match })
        {
            return new CitationTarget(null, $"“{quote.Text}” · {deleted ?? texts["QuoteNotFound"].Value}");
        }

        string page = match.Page is { } number ? $" · {texts["OnPage", number]}" : "";
        string close = match.Kind == QuoteMatchKind.Close ? $" · {texts["QuoteClose"]}" : "";
        return new CitationTarget(CitationTarget.AddressOf(document, match.Start, match.Length, "questions"), $"“{quote.Text}”{page}{close}");
    }
}
