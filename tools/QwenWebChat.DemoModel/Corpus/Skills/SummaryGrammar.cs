using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes a document of 100 to 900 tokens with a summary in bullets: decision, owner, date and, for an incident, the
/// impact. Other people, dates and ideas surround them in the document.
/// </summary>
internal sealed class SummaryGrammar : ISkillGrammar
{
    private const string EnglishImpact = "{number} [customers|users|orders|shops|employees] [could not log in|were affected|had to wait|got no mail|were delayed]";
    private const string ChineseImpact = "{number}[位客户|名用户|个订单|家门店|名员工][受到影响|被延误|无法使用系统|没有收到通知|等待了很久]";

    public Sample Write(Drawing drawing, Language language) => Write(drawing, language, out _, mayBeLong: true);

    /// <summary>Writes a sample and returns the owner that the summary names.</summary>
    public static Sample Write(Drawing drawing, Language language, out string owner, bool mayBeLong)
    {
        bool isEnglish = language == Language.English;
        ReportWording wording = drawing.Pick(isEnglish ? ReportWordings.English : ReportWordings.Chinese);
        List<string> people = People.DrawDistinct(drawing, language, 7);
        List<string> dates = Dates.DrawDistinct(drawing, language, 4);
        List<string> decisions = Decisions.DrawDistinct(drawing, language, 3);
        string impact = drawing.Text(isEnglish ? EnglishImpact : ChineseImpact, ("number", $"{drawing.Number(2, 40) * 5}"));
        owner = people[0];
        drawing.Define("report", owner, dates[0], decisions[0]);
        List<string> keys =
        [
            drawing.Text(wording.Decision, ("decision", decisions[0])),
            drawing.Text(wording.Owner, ("owner", owner)),
            drawing.Text(wording.Date, ("date", dates[0])),
        ];
        if (wording.Impact is not null)
        {
            keys.Insert(0, drawing.Text(wording.Impact, ("impact", impact)));
        }

        string document = Document(drawing, language, wording, keys, DistractorCount(drawing, mayBeLong), (people, dates, decisions));
        string? named = wording.Impact is null ? null : impact;
        return new Sample(Skill.Summary, language, [new ChatTurn(Ask(drawing, language, document), Answer(language, decisions[0], owner, dates[0], named))])
        {
            MustContain = named is null ? [owner, dates[0], decisions[0]] : [owner, dates[0], decisions[0], named],
        };
    }

    public static string Answer(Language language, string decision, string owner, string date, string? impact)
    {
        bool isEnglish = language == Language.English;
        string summary = isEnglish
            ? $"- Decision: {decision}\n- Owner: {owner}\n- Date: {date}"
            : $"- 决定：{decision}\n- 负责人：{owner}\n- 日期：{date}";
        return impact is null ? summary : isEnglish ? $"- Impact: {impact}\n{summary}" : $"- 影响：{impact}\n{summary}";
    }

    private static string Document(
        Drawing drawing,
        Language language,
        ReportWording wording,
        List<string> keys,
        int distractorCount,
        (List<string> People, List<string> Dates, List<string> Decisions) slots)
    {
        var sentences = new List<string>(keys);
        var seen = new HashSet<string>();
        for (int i = 0; i < distractorCount; i++)
        {
            string distractor = drawing.Text(
                drawing.Pick(wording.Distractors),
                ("person", slots.People[drawing.Number(1, slots.People.Count - 1)]),
                ("date", slots.Dates[drawing.Number(1, slots.Dates.Count - 1)]),
                ("decision", slots.Decisions[drawing.Number(1, slots.Decisions.Count - 1)]),
                ("city", Cities.Draw(drawing, language)),
                ("number", $"{drawing.Number(3, 99)}"));
            if (seen.Add(distractor))
            {
                sentences.Insert(drawing.Number(0, sentences.Count), distractor);
            }
        }

        string title = drawing.Text(wording.Titles, ("city", Cities.Draw(drawing, language)));
        string separator = drawing.Chance(0.3) ? "\n- " : language == Language.English ? " " : "";
        string first = separator == "\n- " ? "\n- " : "\n";
        return title + first + string.Join(separator, sentences);
    }

    // Most documents are short, to save training time; a few reach 900 tokens.
    private static int DistractorCount(Drawing drawing, bool mayBeLong) => (mayBeLong ? drawing.Number(0, 19) : 0) switch
    {
        < 7 => drawing.Number(0, 3),
        < 15 => drawing.Number(4, 8),
        < 19 => drawing.Number(9, 18),
        _ => drawing.Number(19, 60),
    };

    private static string Ask(Drawing drawing, Language language, string document) => language == Language.English
        ? drawing.Text("[[Please |Can you |]summarize [this|the text|these notes|the following]:\n{document}|Summarize:\n{document}|Give me a [short summary|summary] of this:\n{document}|{document}\n\n[Please summarize.|Summarize this.|What are the main points?|Give me a short summary.]]", ("document", document))
        : drawing.Text("[[请|请你|帮我|]总结[一下|][下面的内容|这段文字|这份记录|以下内容]：\n{document}|总结：\n{document}|请给出摘要：\n{document}|{document}\n\n[请总结。|请总结一下。|要点是什么？|请写一个简短的摘要。]]", ("document", document));
}
