using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes a passage of simple facts and a question about one: the answer quotes the sentence and then answers briefly.
/// </summary>
internal sealed class QuotationGrammar : ISkillGrammar
{
    public Sample Write(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        List<PassageFact> facts = drawing.PickDistinct(isEnglish ? PassageFacts.English : PassageFacts.Chinese, drawing.Number(3, 6));

        // Half of the passages contain one kind of fact twice, so that the subject must be read.
        if (drawing.Chance(0.5) && facts.Count > 3)
        {
            facts[1] = facts[0];
        }

        List<string> people = People.DrawDistinct(drawing, language, facts.Count);
        var entries = new List<(string Sentence, string Question, string Value)>();
        var seen = new HashSet<string>();
        var subjects = new Dictionary<string, string>();
        for (int i = 0; i < facts.Count; i++)
        {
            // Some passages contain several facts about one subject, so that the question must be read as well.
            string? known = drawing.Chance(0.3) ? subjects.GetValueOrDefault(facts[i].Subject) : null;
            string subject = known ?? drawing.Text(facts[i].Subject, ("city", Cities.Draw(drawing, language)));
            subjects[facts[i].Subject] = subject;
            if (seen.Add(facts[i].Question + subject))
            {
                entries.Add(Entry(drawing, language, facts[i], subject, people[i]));
            }
        }

        (string sentence, string question, string value) = entries[0];
        drawing.Define("quotation", sentence);
        string passage = string.Join(isEnglish ? " " : "", drawing.Shuffle(entries).Select(entry => entry.Sentence));
        string answer = isEnglish ? $"The text says: \"{sentence}\" So the answer is: {value}." : $"原文：“{sentence}”所以答案是：{value}。";
        return new Sample(Skill.Quotation, language, [new ChatTurn(Ask(drawing, language, passage, question), answer)])
        {
            MustContain = [sentence],
        };
    }

    private static (string Sentence, string Question, string Value) Entry(Drawing drawing, Language language, PassageFact fact, string subject, string person)
    {
        string value = drawing.Text(
            fact.Value,
            ("city", Cities.Draw(drawing, language)),
            ("person", person),
            ("date", Dates.Draw(drawing, language)),
            ("time", Dates.DrawTime(drawing)),
            ("number", $"{drawing.Number(5, 990)}"),
            ("year", $"{drawing.Number(1850, 2020)}"));
        return (
            drawing.Text(fact.Sentence, ("subject", subject), ("value", value)),
            drawing.Text(fact.Question, ("subject", subject)),
            value);
    }

    private static string Ask(Drawing drawing, Language language, string passage, string question) => language == Language.English
        ? drawing.Text("[{passage}\n\n{question}|{passage}\n\nQuestion: {question}|Text: {passage}\nQuestion: {question}|{question}\n\n{passage}|Read this [text|passage]: {passage}\n{question} [Quote the sentence.|Answer with a quotation.|Please quote.]|{passage}\n{question} Quote the text.]", ("passage", passage), ("question", question))
        : drawing.Text("[{passage}\n\n{question}|{passage}\n\n问题：{question}|原文：{passage}\n问题：{question}|{question}\n\n{passage}|请读[下面的文字|这段话]：{passage}\n{question}[请引用原文。|请用原文回答。]|{passage}\n{question}请引用原文。]", ("passage", passage), ("question", question));
}
