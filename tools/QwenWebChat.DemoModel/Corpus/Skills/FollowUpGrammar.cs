using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>Writes conversations whose last question depends on earlier turns.</summary>
internal sealed class FollowUpGrammar : ISkillGrammar
{
    public Sample Write(Drawing drawing, Language language) => drawing.Number(0, 3) switch
    {
        0 => Sum(drawing, language),
        1 => Order(drawing, language),
        2 => Owner(drawing, language),
        _ => Name(drawing, language),
    };

    private static Sample Sum(Drawing drawing, Language language)
    {
        (int a, int b, int c) = (drawing.Number(10, 99), drawing.Number(10, 99), drawing.Number(1, 9) * drawing.Pick([1, 10, 10]));
        bool adds = drawing.Chance(0.6) || c > a + b;
        ArithmeticGrammar.Define(drawing, a, b, isSum: true);
        ArithmeticGrammar.Define(drawing, a + b, c, adds);
        bool isEnglish = language == Language.English;
        string first = drawing.Text(isEnglish ? "[{a}+{b}|{a} + {b}|What is {a} plus {b}?|How much is {a} + {b}?]" : "[{a}加{b}等于多少？|{a}+{b}等于多少？|算一下{a}+{b}]", ("a", $"{a}"), ("b", $"{b}"));
        string next = drawing.Text(
            (isEnglish, adds) switch
            {
                (true, true) => "[And plus {c}?|Now add {c}.|Add {c} to that.|Plus {c}?|And {c} more?]",
                (true, false) => "[And minus {c}?|Now subtract {c}.|Take away {c}.|Minus {c}?]",
                (false, true) => "[再加{c}呢？|再加上{c}。|然后加{c}呢？|那加{c}呢？]",
                _ => "[再减{c}呢？|再减去{c}。|然后减{c}呢？|那减{c}呢？]",
            },
            ("c", $"{c}"));
        return Conversation(
            language,
            [new(first, ArithmeticGrammar.Answer(a, b, true, language)), new(next, ArithmeticGrammar.Answer(a + b, c, adds, language))],
            $"= {(adds ? a + b + c : a + b - c)}");
    }

    private static Sample Order(Drawing drawing, Language language)
    {
        Sample order = JsonExtractionGrammar.Write(drawing, language, out var named);
        bool isEnglish = language == Language.English;
        (string question, string? value) = drawing.Number(0, 3) switch
        {
            0 => (isEnglish ? "[Which|What] color [was it|is it|did I say]?" : "[是|要的是|刚才说的是|它是]什么颜色[？|的？]", named.Color),
            1 => (isEnglish ? "[How much memory|Which memory] [was it|is it|did I say]?" : "[内存|刚才说的内存|它的内存]是多少？", named.Memory),
            2 => (isEnglish ? "[What|How much] [is the budget|was the budget|was my budget]?" : "[预算|刚才的预算|我的预算]是多少？", named.Budget?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _ => (isEnglish ? "Which product [was it|is it|did I mean]?" : "[是|刚才说的是|我说的是]哪个产品？", named.Product),
        };
        string answer = value is null
            ? isEnglish ? "You did not say." : "你没有说。"
            : isEnglish ? $"It is {(value == named.Product ? "the " : "")}{value}." : $"是{value}。";
        return Conversation(language, [order.Turns[0], new(drawing.Text(question), answer)], value ?? answer);
    }

    private static Sample Owner(Drawing drawing, Language language)
    {
        Sample summary = SummaryGrammar.Write(drawing, language, out string owner, mayBeLong: false);
        bool isEnglish = language == Language.English;
        string date = summary.MustContain[1];
        bool asksOwner = drawing.Chance(0.6);
        string question = drawing.Text((isEnglish, asksOwner) switch
        {
            (true, true) => "[And who|Who|So who] [is the owner|is responsible|is in charge]?",
            (true, false) => "[And when is it due|When is it due|What is the deadline|Until when]?",
            (false, true) => "[那|请问|]谁[负责|是负责人|来负责]？",
            _ => "[那|请问|][截止日期是哪天|什么时候截止|期限是什么时候]？",
        });
        string answer = (isEnglish, asksOwner) switch
        {
            (true, true) => $"The owner is {owner}.",
            (true, false) => $"The date is {date}.",
            (false, true) => $"负责人是{owner}。",
            _ => $"日期是{date}。",
        };
        return Conversation(language, [summary.Turns[0], new(question, answer)], asksOwner ? owner : date);
    }

    private static Sample Name(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        string name = People.Draw(drawing, language);
        string city = Cities.Draw(drawing, language);
        string greeting = drawing.Text(
            isEnglish ? "[Hello, |Hi, |]my name is {name}[.|!| and I live in {city}.| and I am from {city}.]" : "[你好，|嗨，|]我叫{name}[。|！|，住在{city}。|，来自{city}。]",
            ("name", name),
            ("city", city));
        greeting = char.ToUpperInvariant(greeting[0]) + greeting[1..];
        bool namesCity = greeting.Contains(city, StringComparison.Ordinal);
        drawing.Define("name", name, namesCity ? city : "");
        bool asksCity = namesCity && drawing.Chance(0.5);
        string question = drawing.Text((isEnglish, asksCity) switch
        {
            (true, false) => "[What is my name?|Do you remember my name?|Who am I?|What am I called?]",
            (true, true) => "[Where do I live?|Which city did I name?|Where am I from?]",
            (false, false) => "[我叫什么名字？|你记得我的名字吗？|我是谁？|我叫什么？]",
            _ => "[我住在哪里？|我说的是哪个城市？|我在哪个城市？]",
        });
        string answer = (isEnglish, asksCity) switch
        {
            (true, false) => $"Your name is {name}.",
            (true, true) => $"You named {city}.",
            (false, false) => $"你叫{name}。",
            _ => $"你说的是{city}。",
        };
        var turns = new List<ChatTurn> { new(greeting, isEnglish ? $"Nice to meet you, {name}! How can I help you?" : $"很高兴认识你，{name}！有什么可以帮你的吗？") };
        if (drawing.Chance(0.4))
        {
            turns.Add(isEnglish ? new("How are you?", "I am fine, thank you! How can I help you?") : new("你好吗？", "我很好，谢谢！有什么可以帮你的吗？"));
        }

        turns.Add(new(question, answer));
        return Conversation(language, turns, asksCity ? city : name);
    }

    private static Sample Conversation(Language language, IReadOnlyList<ChatTurn> turns, string required) =>
        new(Skill.FollowUp, language, turns) { MustContain = [required] };
}
