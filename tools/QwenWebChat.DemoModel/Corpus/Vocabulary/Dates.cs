using System.Globalization;

namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>Draws dates and times of day, in common notations.</summary>
internal static class Dates
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];

    /// <summary>Draws different dates in the same notation, because a document uses one notation.</summary>
    public static List<string> DrawDistinct(Drawing drawing, Language language, int count)
    {
        int form = drawing.Number(0, 3);
        int year = drawing.Number(2024, 2028);
        var dates = new List<string>();
        while (dates.Count < count)
        {
            string date = Write(language, form, year, drawing.Number(1, 12), drawing.Number(1, 28));
            if (!dates.Exists(other => other.Contains(date, StringComparison.Ordinal) || date.Contains(other, StringComparison.Ordinal)))
            {
                dates.Add(date);
            }
        }

        return dates;
    }

    public static string Draw(Drawing drawing, Language language) => DrawDistinct(drawing, language, 1)[0];

    public static string DrawTime(Drawing drawing) =>
        string.Create(CultureInfo.InvariantCulture, $"{drawing.Number(6, 22)}:{drawing.Pick(["00", "15", "30", "45"])}");

    private static string Write(Language language, int form, int year, int month, int day) => (language, form) switch
    {
        (_, 3) => string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-{day:00}"),
        (Language.English, 0) => $"{day} {Months[month - 1]}",
        (Language.English, 1) => $"{Months[month - 1]} {day}",
        (Language.English, _) => $"{day} {Months[month - 1]} {year}",
        (_, 2) => $"{year}年{month}月{day}日",
        _ => $"{month}月{day}日",
    };
}
