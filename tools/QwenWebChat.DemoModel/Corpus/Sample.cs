namespace QwenWebChat.DemoModel.Corpus;

/// <summary>A conversation to learn from or to be tested with.</summary>
/// <param name="Turns">At least one; the last answer is the one that is tested.</param>
/// <param name="System">The system message; null for the template's own.</param>
public sealed record Sample(Skill Skill, Language Language, IReadOnlyList<ChatTurn> Turns, string? System = null)
{
    /// <summary>
    /// What a right last answer holds, whatever its words: each must occur in it literally (a sum, an owner, a date, a
    /// quotation). For <see cref="Skill.JsonExtraction"/> the answer itself is compared field by field.
    /// </summary>
    public IReadOnlyList<string> MustContain { get; init; } = [];
}
