using QwenWebChat.DemoModel.Corpus.Skills;

namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The skills of the corpus with their grammars and weights.</summary>
internal static class SkillMix
{
    /// <summary>Weights in percent. Two thirds are copying tasks.</summary>
    public static IReadOnlyList<(Skill Skill, int Weight, ISkillGrammar Grammar)> Skills { get; } =
    [
        (Skill.SmallTalk, 5, new SmallTalkGrammar()),
        (Skill.About, 8, new AboutGrammar()),
        (Skill.Arithmetic, 11, new ArithmeticGrammar()),
        (Skill.JsonExtraction, 14, new JsonExtractionGrammar()),
        (Skill.Summary, 16, new SummaryGrammar()),
        (Skill.SummaryMerge, 5, new SummaryMergeGrammar()),
        (Skill.Quotation, 14, new QuotationGrammar()),
        (Skill.FollowUp, 7, new FollowUpGrammar()),
        (Skill.Repetition, 14, new RepetitionGrammar()),
        (Skill.OutOfDomain, 6, new OutOfDomainGrammar()),
    ];

    public static ISkillGrammar GrammarOf(Skill skill) => Skills.First(entry => entry.Skill == skill).Grammar;

    public static Skill Draw(Random random)
    {
        int left = random.Next(Skills.Sum(entry => entry.Weight));
        foreach ((Skill skill, int weight, _) in Skills)
        {
            left -= weight;
            if (left < 0)
            {
                return skill;
            }
        }

        throw new InvalidOperationException("The weights of the skills do not add up.");
    }
}
