namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>A kind of sentence in a passage and how to ask for it.</summary>
/// <param name="Subject">A template of what the sentence is about; two with the same subject do not meet in a passage.</param>
/// <param name="Sentence">With {subject} and {value}.</param>
/// <param name="Question">With {subject}.</param>
/// <param name="Value">A template of the value: {city}, {person}, {date}, {time}, {number} or {year}.</param>
internal sealed record PassageFact(string Subject, string Sentence, string Question, string Value);
