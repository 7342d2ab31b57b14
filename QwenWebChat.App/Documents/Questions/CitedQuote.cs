using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Words that an answer quotes.</summary>
/// <param name="Number">Under which the answer refers to it, from 1.</param>
/// <param name="Text">As the model wrote them.</param>
/// <param name="DocumentId">Where they were found; null where they were not, and the page says so.</param>
public sealed record CitedQuote(int Number, string Text, Guid? DocumentId, QuoteMatch? Match)
{
    public bool IsFound => Match is not null;
}
