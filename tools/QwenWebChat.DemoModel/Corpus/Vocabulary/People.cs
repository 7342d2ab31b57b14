namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>Draws names of people from first and last names.</summary>
internal static class People
{
    private static readonly string[] EnglishFirst =
        "Anna Ben Carla David Emma Felix Grace Henry Irene Jack Karen Leo Maria Nina Oscar Paula Quinn Rosa Sam Tina Uma Victor Wendy Xavier Yara Zoe Alice Bob Chloe Daniel Elena Frank Hanna Ivan Julia Kevin Laura Mark Nora Oliver Peter Rachel Simon Teresa Thomas Lucy Adam Diana George Helen James Kate Linda Michael Omar Priya Ravi Sofia Tom Amir Yuki".Split(' ');

    private static readonly string[] EnglishLast =
        "Miller Smith Becker Rossi Novak Silva Jensen Park Khan Lopez Brown Fischer Moreau Kowalski Tanaka Patel Wilson Meyer Costa Berg Evans Young Turner Walker Scott Hill Green Baker Adams Nelson Carter Mitchell Reed Cook Bell Ward Gray Cole Stone Wood Hansen Keller Santos Singh Ito Dubois Weber Larsen Murphy Kelly".Split(' ');

    private const string ChineseLast = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";

    private const string ChineseGiven = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉建文斌宇浩凯雪梅婷欣佳琪思雨晨阳子涵嘉怡志远晓东海波红燕";

    public static string Draw(Drawing drawing, Language language) => DrawDistinct(drawing, language, 1)[0];

    /// <summary>Draws different names. Some of the English ones are first names alone; no two share a first name.</summary>
    public static List<string> DrawDistinct(Drawing drawing, Language language, int count)
    {
        if (language == Language.English)
        {
            return drawing.PickDistinct(EnglishFirst, count).ConvertAll(
                first => drawing.Chance(0.65) ? $"{first} {drawing.Pick(EnglishLast)}" : first);
        }

        var names = new List<string>();
        foreach (char last in drawing.PickDistinct(ChineseLast.ToCharArray(), count))
        {
            string given = ChineseGiven[drawing.Number(0, ChineseGiven.Length - 1)].ToString();
            names.Add(last + given + (drawing.Chance(0.6) ? ChineseGiven[drawing.Number(0, ChineseGiven.Length - 1)] : ""));
        }

        return names;
    }

    public static string DrawFirstName(Drawing drawing, Language language) =>
        language == Language.English ? drawing.Pick(EnglishFirst) : Draw(drawing, language);
}
