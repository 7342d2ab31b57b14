using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Numbers list items and headings as Word does, so that "see 2.1" can be followed in the text.</summary>
internal sealed class WordLists
{
    private const int LevelCount = 9;

    private readonly Dictionary<int, ListLevel[]> _definitions = [];
    private readonly Dictionary<int, (int Definition, ListLevel?[] Overrides)> _lists = [];
    private readonly Dictionary<int, int[]> _counters = [];

    public static WordLists Read(XmlCursor? xml)
    {
        WordLists lists = new();
        if (xml is null)
        {
            return lists;
        }

        foreach (string name in xml.Children())
        {
            if (name == "abstractNum" && WordProperties.Number(xml["abstractNumId"]) is { } definition)
            {
                lists._definitions[definition] = ReadLevels(xml);
            }
            else if (name == "num" && WordProperties.Number(xml["numId"]) is { } list)
            {
                lists._lists[list] = ReadList(xml);
            }
        }

        return lists;
    }

    /// <summary>Returns the bullet or number of the next item, such as "-" or "2.1"; empty if the level shows none.</summary>
    public string Next(int listId, int level)
    {
        if (!_lists.TryGetValue(listId, out (int Definition, ListLevel?[] Overrides) list) || !_definitions.TryGetValue(list.Definition, out ListLevel[]? levels))
        {
            return "-";
        }

        // Lists with the same definition continue counting, unless one defines its start.
        bool isOwn = Array.Exists(list.Overrides, start => start is not null);
        int key = isOwn ? listId : ~list.Definition;
        if (!_counters.TryGetValue(key, out int[]? counters))
        {
            _counters[key] = counters = [.. Enumerable.Range(0, LevelCount).Select(index => (list.Overrides[index] ?? levels[index]).Start - 1)];
        }

        counters[level]++;
        for (int deeper = level + 1; deeper < LevelCount; deeper++)
        {
            counters[deeper] = (list.Overrides[deeper] ?? levels[deeper]).Start - 1;
        }

        return levels[level].Format is "bullet" ? "-" : Fill(levels, level, counters);
    }

    // %1 to %9 stand for the numbers of the levels.
    private static string Fill(ListLevel[] levels, int level, int[] counters)
    {
        string pattern = levels[level].Pattern;
        StringBuilder mark = new();
        for (int index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == '%' && index + 1 < pattern.Length && pattern[index + 1] is >= '1' and <= '9')
            {
                int counted = pattern[++index] - '1';
                mark.Append(CountFormat.Write(Math.Max(counters[counted], counted < level ? 1 : 0), levels[counted].Format));
            }
            else
            {
                mark.Append(pattern[index]);
            }
        }

        return mark.ToString();
    }

    private static ListLevel[] ReadLevels(XmlCursor xml)
    {
        ListLevel[] levels = [.. Enumerable.Range(0, LevelCount).Select(level => new ListLevel("decimal", $"%{level + 1}.", 1))];
        foreach (string name in xml.Children())
        {
            if (name == "lvl" && WordProperties.Number(xml["ilvl"]) is >= 0 and < LevelCount and var level)
            {
                levels[level] = ReadLevel(xml);
            }
        }

        return levels;
    }

    private static ListLevel ReadLevel(XmlCursor xml)
    {
        ListLevel level = new("decimal", "", 1);
        foreach (string name in xml.Children())
        {
            level = name switch
            {
                "start" => level with { Start = WordProperties.Number(xml["val"]) ?? 1 },
                "numFmt" => level with { Format = xml["val"] ?? "decimal" },
                "lvlText" => level with { Pattern = xml["val"] ?? "" },
                _ => level,
            };
        }

        return level;
    }

    private static (int Definition, ListLevel?[] Overrides) ReadList(XmlCursor xml)
    {
        int definition = -1;
        ListLevel?[] overrides = new ListLevel?[LevelCount];
        foreach (string name in xml.Children())
        {
            if (name == "abstractNumId")
            {
                definition = WordProperties.Number(xml["val"]) ?? -1;
            }
            else if (name == "lvlOverride" && WordProperties.Number(xml["ilvl"]) is >= 0 and < LevelCount and var level)
            {
                foreach (string part in xml.Children())
                {
                    if (part == "startOverride" && WordProperties.Number(xml["val"]) is { } start)
                    {
                        overrides[level] = new ListLevel("", "", start);
                    }
                }
            }
        }

        return (definition, overrides);
    }

    private sealed record ListLevel(string Format, string Pattern, int Start);
}
