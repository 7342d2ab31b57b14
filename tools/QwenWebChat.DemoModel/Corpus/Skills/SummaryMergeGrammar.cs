using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>Writes two or three partial summaries, and a merged one with every decision, its owner and its date.</summary>
internal sealed class SummaryMergeGrammar : ISkillGrammar
{
    public Sample Write(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        int count = drawing.Number(2, 3);
        List<string> people = People.DrawDistinct(drawing, language, count);
        List<string> dates = Dates.DrawDistinct(drawing, language, count);
        List<string> decisions = Decisions.DrawDistinct(drawing, language, count);
        bool asBullets = drawing.Chance(0.7);
        string[] parts = [.. Enumerable.Range(0, count).Select(i => Part(drawing, language, i + 1, asBullets, decisions[i], people[i], dates[i]))];
        string[] lines = [.. Enumerable.Range(0, count).Select(i => isEnglish
            ? $"- {decisions[i]} (owner: {people[i]}, date: {dates[i]})"
            : $"- {decisions[i]}（负责人：{people[i]}，日期：{dates[i]}）")];
        drawing.Define(["merge", .. people, .. dates, .. decisions]);
        string summaries = string.Join(drawing.Pick(["\n", "\n\n"]), parts);
        string question = isEnglish
            ? drawing.Text("[[Please |Can you |]merge these [partial |]summaries[ into one|]:\n{s}|Combine these [parts|summaries|partial summaries]:\n{s}|Make one summary [of|from] these:\n{s}|{s}\n\n[Merge these summaries.|Make one summary of it.]]", ("s", summaries))
            : drawing.Text("[[请|帮我|请你|]合并[这些|下面的|以下]摘要：\n{s}|[请|]把[这些|下面的|以下]摘要合成一个：\n{s}|{s}\n\n[请合并以上摘要。|请合成一个总结。]]", ("s", summaries));
        return new Sample(Skill.SummaryMerge, language, [new ChatTurn(question, string.Join('\n', lines))])
        {
            MustContain = [.. people, .. dates, .. decisions],
        };
    }

    private static string Part(Drawing drawing, Language language, int number, bool asBullets, string decision, string owner, string date)
    {
        if (asBullets)
        {
            return (language == Language.English ? $"Part {number}:\n" : $"第{number}部分：\n") + SummaryGrammar.Answer(language, decision, owner, date, null);
        }

        return language == Language.English
            ? drawing.Text("Part {n}: [The team decided to {decision}. {owner} is responsible, due {date}.|It was agreed to {decision}; {owner} does it by {date}.|{owner} will {decision} by {date}.]", ("n", $"{number}"), ("decision", decision), ("owner", owner), ("date", date))
            : drawing.Text("第{n}部分：[团队决定{decision}，由{owner}负责，{date}前完成。|{owner}负责{decision}，截止日期是{date}。|大家同意{decision}，负责人{owner}，期限{date}。]", ("n", $"{number}"), ("decision", decision), ("owner", owner), ("date", date));
    }
}
