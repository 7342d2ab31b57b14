namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>A template of questions and the template of their answer.</summary>
/// <param name="Required">What the answer must hold; null where any kind answer does.</param>
internal sealed record Exchange(string Question, string Answer, string? Required = null)
{
    /// <summary>A sample of it; the question's words are the content that places it in a split.</summary>
    public Sample Write(Drawing drawing, Skill skill, Language language, params ReadOnlySpan<(string Name, string Value)> slots)
    {
        string question = drawing.Text(Question, slots);
        question = char.ToUpperInvariant(question[0]) + question[1..];
        // Case and punctuation vary below, so they do not tell two contents apart.
        drawing.Define(skill.ToString(), string.Concat(question.Where(char.IsLetterOrDigit)).ToLowerInvariant());
        // A name that the answer repeats keeps its capital.
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
