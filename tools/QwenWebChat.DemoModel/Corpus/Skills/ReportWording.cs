namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>How a kind of document is written in a language, and what its summary looks like.</summary>
/// <param name="Titles">First line, with {city}.</param>
/// <param name="Decision">Sentence with {decision}.</param>
/// <param name="Owner">Sentence with {owner}.</param>
/// <param name="Date">Sentence with {date}.</param>
/// <param name="Impact">Sentence with {impact}; null for kinds without one.</param>
/// <param name="Distractors">Sentences with {person}, {date}, {decision}, {city} and {number} that do not matter.</param>
internal sealed record ReportWording(string Titles, string Decision, string Owner, string Date, string? Impact, string[] Distractors);
