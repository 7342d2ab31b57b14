using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.DemoModel.Corpus.Vocabulary;

namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes a sentence about a product, and as the answer a JSON object on one line, always with the same keys in the same
/// order.
/// </summary>
internal sealed class JsonExtractionGrammar : ISkillGrammar
{
    private static readonly JsonSerializerOptions Literal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Intent, string[] Openings)[] English =
    [
        ("buy", ["[I want|I would like|I'd like|I plan|We want|My sister wants] to [buy|order|get|purchase] {a} {product}", "[I am looking for|I need|Please order|I am going to buy|Please get me] {a} {product}"]),
        ("return", ["[I want|I would like|I need|We want] to [return|send back|give back] [the|my] {product}", "Please take back [the|my] {product}"]),
        ("ask_price", ["How much is the {product}[| now| today]", "[What is the price of|What does it cost to buy|Tell me the price of] the {product}"]),
        ("compare", ["[Please compare|I want to compare|Help me compare|Can you compare] the {product} with [others|other models|similar products]", "Is the {product} better than [others|other models|similar products]"]),
        ("repair", ["[I want|I need|I would like to have] my {product} repaired", "My {product} is [broken|damaged|not working], please repair it", "Please [repair|fix] my {product}"]),
    ];

    private static readonly (string Intent, string[] Openings)[] Chinese =
    [
        ("buy", ["[我想|我要|我打算|我们想|我准备|帮我][买|购买|入手|订]一[部|台|个]{product}", "[想|打算|准备]买[部|台|个|]{product}", "[给我来一台|我需要一台|我在找一台]{product}"]),
        ("return", ["[我想|我要|我需要|请帮我][退货|退掉|退回][这台|我的|]{product}", "{product}[我不想要了，想退货|要退货|想退掉]"]),
        ("ask_price", ["[请问|我想问一下|]{product}[多少钱|什么价格|卖多少钱|现在多少钱]", "[我想知道|请告诉我]{product}的价格"]),
        ("compare", ["[请|帮我|我想|][比较|对比]一下{product}和[别的型号|其他产品|同类产品]", "{product}[和|跟][别的|其他型号|同类产品]比[怎么样|哪个好]"]),
        ("repair", ["[我的|我这台|家里的]{product}[坏了|出故障了|不能用了]，[要维修|想修一下|请帮我修]", "[我想|我要|请帮我][修|维修]一下[我的|]{product}"]),
    ];

    private static readonly string[] EnglishRequests =
        ["", "", "[Extract|Get|Give me] the [data|fields|details] as JSON: ", "[Turn this into JSON|As JSON|To JSON|JSON please|Make JSON of this]: ", "[Convert|Turn] this [sentence|message|wish] [into|to] JSON: ", "[Extract|Find] product, color, memory, budget and intent: "];

    private static readonly string[] ChineseRequests =
        ["", "", "[请|]提取[信息|字段|关键信息]，[输出|返回|用]JSON：", "[请|帮我|]把[这句话|下面的话|下面这句话][转成|变成|转换成]JSON：", "[转成JSON|输出JSON|JSON格式|提取JSON]：", "[请|]提取product、color、memory、budget、intent："];

    public Sample Write(Drawing drawing, Language language) => Write(drawing, language, out _);

    /// <summary>Writes a sample and returns the values that its sentence names (null for those it does not name).</summary>
    public static Sample Write(Drawing drawing, Language language, out (string Product, string? Color, string? Memory, int? Budget) named)
    {
        Product product = Products.Draw(drawing, language);
        string? color = drawing.Chance(0.75) ? product.Color : null;
        string? memory = product.HasMemory && drawing.Chance(0.7) ? product.Memory : null;
        int? budget = drawing.Chance(0.7) ? product.Budget : null;
        drawing.Define("json", product.Name, color ?? "", memory ?? "", $"{budget}");
        (string intent, string[] openings) = DrawIntent(drawing, language);
        string request = drawing.Text(drawing.Pick(language == Language.English ? EnglishRequests : ChineseRequests));

        // Allows "a black iPhone" as well as "an iPhone, in black".
        bool colorFirst = color is not null && drawing.Chance(0.3);
        string described = !colorFirst ? product.Name : language == Language.English ? $"{color} {product.Name}" : $"{color}的{product.Name}";
        string article = !colorFirst ? product.Article : color == "orange" ? "an" : "a";
        string opening = drawing.Text(drawing.Pick(openings), ("a", article), ("product", described));
        string? colorLater = colorFirst ? null : color;
        bool isQuestion = language == Language.English && opening[..3] is "How" or "Wha" or "Is " or "Can";
        string sentence = language == Language.English
            ? EnglishSentence(drawing, opening, isQuestion, colorLater, memory, budget)
            : ChineseSentence(drawing, opening, colorLater, memory, budget);
        string answer = "{" + $"\"product\": {Json(product.Name)}, \"color\": {Json(color)}, \"memory\": {Json(memory)}, \"budget\": {budget?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}, \"intent\": \"{intent}\"" + "}";
        named = (product.Name, color, memory, budget);
        return new Sample(Skill.JsonExtraction, language, [new ChatTurn(request + sentence, answer)]);
    }

    // Half of the requests are to buy.
    private static (string Intent, string[] Openings) DrawIntent(Drawing drawing, Language language)
    {
        var intents = language == Language.English ? English : Chinese;
        return drawing.Chance(0.4) ? intents[0] : drawing.Pick(intents);
    }

    private static string EnglishSentence(Drawing drawing, string opening, bool isQuestion, string? color, string? memory, int? budget)
    {
        var clauses = new List<string>();
        if (color is not null)
        {
            clauses.Add(drawing.Text("[in {color}|color {color}|the color should be {color}|the {color} one|{color} please]", ("color", color)));
        }

        if (memory is not null)
        {
            clauses.Add(drawing.Text("[with {memory}|with {memory} of memory|memory {memory}|the memory should be {memory}|the {memory} version]", ("memory", memory)));
        }

        if (budget is not null)
        {
            clauses.Add(drawing.Text("[under {budget} dollars|below {budget} euros|my budget is {budget}|budget {budget}|for at most {budget} dollars|up to {budget}|within ${budget}]", ("budget", $"{budget}")));
        }

        string[] ordered = drawing.Chance(0.4) ? drawing.Shuffle(clauses) : [.. clauses];
        string details = opening;
        foreach (string clause in ordered)
        {
            bool isPhrase = clause.Split(' ')[0] is "in" or "with" or "under" or "below" or "for" or "within";
            details += (isPhrase && drawing.Chance(0.6) ? " " : ", ") + clause;
        }

        string end = isQuestion ? "?" : ".";
        string extra = drawing.Chance(0.2) ? drawing.Text("[ Thank you.| Ship it to {city}, please.| I live in {city}.| It is for my brother.| I need it soon.]", ("city", Cities.Draw(drawing, Language.English))) : "";
        return details + end + extra;
    }

    private static string ChineseSentence(Drawing drawing, string opening, string? color, string? memory, int? budget)
    {
        var clauses = new List<string>();
        if (color is not null)
        {
            clauses.Add(drawing.Text("[颜色要{color}|颜色{color}|要{color}的|{color}的|颜色选{color}|颜色是{color}]", ("color", color)));
        }

        if (memory is not null)
        {
            clauses.Add(drawing.Text("[内存选{memory}|内存{memory}|内存要{memory}|{memory}的|{memory}版本|存储{memory}]", ("memory", memory)));
        }

        if (budget is not null)
        {
            clauses.Add(drawing.Text("[预算{budget}以内|预算{budget}元|预算{budget}|价格不超过{budget}元|{budget}块以内|最多{budget}元|预算是{budget}左右]", ("budget", $"{budget}")));
        }

        string[] ordered = drawing.Chance(0.4) ? drawing.Shuffle(clauses) : [.. clauses];
        string extra = drawing.Chance(0.2) ? drawing.Text("[，谢谢|，寄到{city}|，我在{city}|，送给我弟弟|，比较急]", ("city", Cities.Draw(drawing, Language.Chinese))) : "";
        string sentence = string.Join("，", ordered.Prepend(opening)) + extra + drawing.Text("[。||]");

        // Many people type the comma of the other keyboard.
        return drawing.Chance(0.3) ? sentence.Replace('，', ',') : sentence;
    }

    private static string Json(string? value) => JsonSerializer.Serialize(value, Literal);
}
