using System.Globalization;

namespace QwenWebChat.DemoModel.Corpus;

/// <summary>
/// Generates the endless training corpus of the demo model, the same for the same seed. A combination of slots (two
/// operands, a product with its color and budget, an owner with a date and a decision ...) belongs to one split.
/// </summary>
public sealed class CorpusGenerator
{
    private readonly ulong _seed;

    public CorpusGenerator(ulong seed) => _seed = seed;

    /// <summary>Generates samples of all skills in both languages, mixed by fixed weights.</summary>
    public IEnumerable<Sample> Generate(Split split)
    {
        Random random = RandomFor($"{split}");
        while (true)
        {
            Skill skill = SkillMix.Draw(random);
            Language language = random.Next(2) == 0 ? Language.English : Language.Chinese;
            yield return Draw(random, split, skill, language);
        }
    }

    /// <summary>Generates samples of one skill in one language.</summary>
    public IEnumerable<Sample> Generate(Split split, Skill skill, Language language)
    {
        Random random = RandomFor($"{split} {skill} {language}");
        while (true)
        {
            yield return Draw(random, split, skill, language);
        }
    }

    private static Sample Draw(Random random, Split split, Skill skill, Language language)
    {
        ISkillGrammar grammar = SkillMix.GrammarOf(skill);
        while (true)
        {
            var drawing = new Drawing(random);
            Sample sample = grammar.Write(drawing, language);
            if (ContentSplit.Of(skill, drawing.Contents) == split)
            {
                return sample;
            }
        }
    }

    private Random RandomFor(string stream)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{_seed} {stream}");
        return new Random((int)(ContentSplit.StableHash(name) & int.MaxValue));
    }
}
