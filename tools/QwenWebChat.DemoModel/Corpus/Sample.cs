namespace QwenWebChat.DemoModel.Corpus;

/// <summary>A conversation for training or testing.</summary>
/// <param name="Turns">At least one turn; the last answer is the one that is tested.</param>
/// <param name="System">The system message; null for that of the template.</param>
public sealed record Sample(Skill Skill, Language Language, IReadOnlyList<ChatTurn> Turns, string? System = null)
{
    /// <summary>
    /// The texts that a correct last answer contains literally, whatever its other words (a sum, an owner, a date, a
    /// quotation). For <see cref="Skill.JsonExtraction"/> the answer itself is compared field by field.
    /// </summary>
    public IReadOnlyList<string> MustContain { get; init; } = [];
}
