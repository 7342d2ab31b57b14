namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>A template of questions and the template of their answer.</summary>
/// <param name="Required">A text that the answer must contain; null if any friendly answer is correct.</param>
internal sealed record Exchange(string Question, string Answer, string? Required = null)
{
    /// <summary>Writes a sample; the words of the question are the content that assigns it to a split.</summary>
    public Sample Write(Drawing drawing, Skill skill, Language language, params ReadOnlySpan<(string Name, string Value)> slots)
    {
        string question = drawing.Text(Question, slots);
        question = char.ToUpperInvariant(question[0]) + question[1..];
        // Case and punctuation vary below, so they do not distinguish contents.
        drawing.Define(skill.ToString(), string.Concat(question.Where(char.IsLetterOrDigit)).ToLowerInvariant());
        // A name that the answer repeats keeps its capital letter.
        if (!Answer.Contains('{', StringComparison.Ordinal) && drawing.Chance(0.15))
        {
            question = question.ToLowerInvariant();
        }

        if (drawing.Chance(0.2))
        {
            question = question.TrimEnd('.', '?', '!', '。', '？', '！');
        }

        return new Sample(skill, language, [new ChatTurn(question, drawing.Text(Answer, slots))])
        {
            MustContain = Required is null ? [] : [Required],
        };
    }
}
