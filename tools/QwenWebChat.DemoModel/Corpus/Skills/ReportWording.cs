namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>The wording of a kind of document in one language, and of its summary.</summary>
/// <param name="Titles">The first line, with {city}.</param>
/// <param name="Decision">A sentence with {decision}.</param>
/// <param name="Owner">A sentence with {owner}.</param>
/// <param name="Date">A sentence with {date}.</param>
/// <param name="Impact">A sentence with {impact}; null for kinds without one.</param>
/// <param name="Distractors">Irrelevant sentences with {person}, {date}, {decision}, {city} and {number}.</param>
internal sealed record ReportWording(string Titles, string Decision, string Owner, string Date, string? Impact, string[] Distractors);
