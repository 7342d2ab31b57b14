using Microsoft.Extensions.Localization;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Resources;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Converts the quotations in answers about documents to links to their places.</summary>
internal static class AnswerCitations
{
    /// <summary>Returns the citation function of the sources of a conversation; null for a conversation without documents.</summary>
    public static Func<ConversationMessage, CitedAnswer>? Of(IConversationSources? sources, StretchAddress addressOf, IStringLocalizer<UiText> texts) =>
        sources is DocumentQuestions questions ? message => Cite(questions, message, addressOf, texts) : null;

    private static CitedAnswer Cite(DocumentQuestions questions, ConversationMessage message, StretchAddress addressOf, IStringLocalizer<UiText> texts)
    {
        CitedText cited = questions.Cite(message.Text, !message.IsRunning);
        string? deleted = questions.Deleted.Count > 0 && cited.Citations.Any(citation => !citation.IsFound) ? texts["QuotesOfDeleted", string.Join(", ", questions.Deleted)].Value : null;
        return new CitedAnswer(cited.Markdown, number => number >= 1 && number <= cited.Citations.Count ? CitationTarget.Of(cited.Citations[number - 1], addressOf, texts, deleted) : null, deleted);
    }
}
