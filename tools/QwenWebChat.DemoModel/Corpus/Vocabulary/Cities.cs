namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>Names of cities.</summary>
internal static class Cities
{
    private static readonly string[] English =
        ["Lyon", "Berlin", "Hamburg", "Oslo", "Madrid", "Porto", "Vienna", "Prague", "Boston", "Denver", "Seattle", "Toronto", "Leeds", "Dublin", "Milan", "Geneva", "Warsaw", "Athens", "Osaka", "Seoul", "Sydney", "Lima", "Cairo", "Nairobi", "Mumbai", "Singapore", "Helsinki", "Ghent", "Bergen", "Austin"];

    private static readonly string[] Chinese =
        ["北京", "上海", "广州", "深圳", "杭州", "南京", "成都", "重庆", "武汉", "西安", "苏州", "天津", "青岛", "大连", "厦门", "长沙", "郑州", "昆明", "合肥", "福州", "济南", "宁波", "沈阳", "哈尔滨", "无锡", "珠海", "贵阳", "南昌", "兰州", "海口"];

    public static string Draw(Drawing drawing, Language language) => drawing.Pick(All(language));

    public static IReadOnlyList<string> All(Language language) => language == Language.English ? English : Chinese;
}
