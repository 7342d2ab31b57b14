namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>A kind of sentence in a passage and the question about it.</summary>
/// <param name="Subject">A template of the subject; two facts with the same subject are not in the same passage.</param>
/// <param name="Sentence">The sentence, with {subject} and {value}.</param>
/// <param name="Question">The question, with {subject}.</param>
/// <param name="Value">A template of the value: {city}, {person}, {date}, {time}, {number} or {year}.</param>
internal sealed record PassageFact(string Subject, string Sentence, string Question, string Value);
