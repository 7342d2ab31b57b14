using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes requests to repeat a text word for word. Users ask for it, and it is the simplest training for copying, which
/// summaries, quotations and JSON all need.
/// </summary>
internal sealed class RepetitionGrammar : ISkillGrammar
{
    public Sample Write(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        int count = drawing.Number(2, 8);
        IEnumerable<string> parts = drawing.Number(0, 3) switch
        {
            0 => People.DrawDistinct(drawing, language, count),
            1 => Decisions.DrawDistinct(drawing, language, (count / 3) + 1),
            2 => Enumerable.Range(0, count).Select(_ => Words(drawing, language)),
            _ => Dates.DrawDistinct(drawing, language, count).Zip(People.DrawDistinct(drawing, language, count), (date, person) => $"{person} {date}"),
        };
        string text = string.Join(isEnglish ? ", " : "，", parts);
        drawing.Define("repetition", text);
        string question = isEnglish
            ? drawing.Text("[[Please repeat|Repeat][ after me| this| exactly|]: {text}|[Please say|Say][ this| it]: {text}|{text}\n[Please repeat that.|Say that again.]]", ("text", text))
            : drawing.Text("[[请|]重复[一遍|一下|]：{text}|[请|]跟我说：{text}|{text}\n[请重复一遍。|请再说一遍。]]", ("text", text));
        return new Sample(Skill.Repetition, language, [new ChatTurn(question, text)]) { MustContain = [text] };
    }

    /// <summary>Draws unrelated words, so that only the text determines the next word.</summary>
    private static string Words(Drawing drawing, Language language) => drawing.Number(0, 2) switch
    {
        0 => Cities.Draw(drawing, language),
        1 => $"{drawing.Number(0, 999)}",
        _ => People.DrawFirstName(drawing, language),
    };
}
