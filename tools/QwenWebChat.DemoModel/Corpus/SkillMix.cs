using QwenWebChat.DemoModel.Corpus.Skills;

namespace QwenWebChat.DemoModel.Corpus;

/// <summary>The skills of the corpus: what writes each of them and how often.</summary>
internal static class SkillMix
{
    /// <summary>Weights in percent. Tasks that copy (JSON, summaries, quotations) are more than half.</summary>
    public static IReadOnlyList<(Skill Skill, int Weight, ISkillGrammar Grammar)> Skills { get; } =
    [
        (Skill.SmallTalk, 8, new SmallTalkGrammar()),
        (Skill.About, 9, new AboutGrammar()),
        (Skill.Arithmetic, 18, new ArithmeticGrammar()),
        (Skill.JsonExtraction, 19, new JsonExtractionGrammar()),
        (Skill.Summary, 14, new SummaryGrammar()),
        (Skill.SummaryMerge, 4, new SummaryMergeGrammar()),
        (Skill.Quotation, 14, new QuotationGrammar()),
        (Skill.FollowUp, 6, new FollowUpGrammar()),
        (Skill.OutOfDomain, 8, new OutOfDomainGrammar()),
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
