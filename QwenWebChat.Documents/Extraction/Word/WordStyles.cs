using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The document's styles: headings, lists and text formats.</summary>
internal sealed class WordStyles
{
    private const int MaxAncestors = 20;

    private readonly Dictionary<string, WordStyle> _styles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, WordRunFormat> _runs = new(StringComparer.OrdinalIgnoreCase);

    public static WordStyles Read(XmlCursor? xml)
    {
        WordStyles styles = new();
        if (xml is null)
        {
            return styles;
        }

        foreach (string name in xml.Children())
        {
            if (name == "style" && xml["styleId"] is { } id)
            {
                styles._styles[id] = ReadStyle(xml);
            }
        }

        return styles;
    }

    /// <summary>Returns the heading level from 1 to 9, otherwise 0. Style names are the English ones in every language of Word.</summary>
    public int HeadingLevel(WordParagraph paragraph)
    {
        if (paragraph.OutlineLevel is { } own)
        {
            return LevelOf(own);
        }

        foreach (WordStyle style in Ancestry(paragraph.StyleId))
        {
            if (style.OutlineLevel is { } level)
            {
                return LevelOf(level);
            }

            if (NamedLevel(style.Name) is > 0 and var named)
            {
                return named;
            }
        }

        return _styles.ContainsKey(paragraph.StyleId ?? "") ? 0 : NamedLevel(paragraph.StyleId);
    }

    /// <summary>Returns the list and its level; null if the paragraph is in no list.</summary>
    public (int ListId, int Level)? ListOf(WordParagraph paragraph)
    {
        int? list = paragraph.ListId;
        int? level = paragraph.ListLevel;
        foreach (WordStyle style in Ancestry(paragraph.StyleId))
        {
            list ??= style.ListId;
            level ??= style.ListLevel;
        }

        return list is > 0 and { } id ? (id, Math.Clamp(level ?? 0, 0, 8)) : null;
    }

    public bool BreaksPageBefore(string? styleId) => Ancestry(styleId).Select(style => style.BreaksPageBefore).FirstOrDefault(breaks => breaks is not null) ?? false;

    /// <summary>Resolves the format of a run: its own, then that of its style, then that of its paragraph's style.</summary>
    public WordRunFormat Resolve(WordRunFormat run, string? paragraphStyleId) => run.Over(RunOf(run.StyleId)).Over(RunOf(paragraphStyleId));

    private WordRunFormat RunOf(string? styleId)
    {
        if (styleId is null || !_styles.ContainsKey(styleId))
        {
            return default;
        }

        if (!_runs.TryGetValue(styleId, out WordRunFormat format))
        {
            _runs[styleId] = format = Ancestry(styleId).Aggregate(default(WordRunFormat), (found, style) => found.Over(style.Run));
        }

        return format;
    }

    private IEnumerable<WordStyle> Ancestry(string? id)
    {
        for (int step = 0; step < MaxAncestors && id is not null && _styles.TryGetValue(id, out WordStyle? style); step++)
        {
            yield return style;
            id = style.BasedOn;
        }
    }

    // Styles without a definition, as other programs write them, are identified by their id: Heading1.
    private static int NamedLevel(string? name)
    {
        if (string.Equals(name, "title", StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        ReadOnlySpan<char> rest = name is not null && name.StartsWith("heading", StringComparison.OrdinalIgnoreCase) ? name.AsSpan(7).Trim() : default;
        return rest.Length == 1 && rest[0] is >= '1' and <= '9' ? rest[0] - '0' : 0;
    }

    private static int LevelOf(int outlineLevel) => outlineLevel is >= 0 and <= 8 ? outlineLevel + 1 : 0;

    private static WordStyle ReadStyle(XmlCursor xml)
    {
        WordStyle style = new();
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "name":
                    style = style with { Name = xml["val"] };
                    break;
                case "basedOn":
                    style = style with { BasedOn = xml["val"] };
                    break;
                case "rPr":
                    style = style with { Run = WordProperties.ReadRun(xml) };
                    break;
                case "pPr":
                    WordParagraph properties = new();
                    WordProperties.Read(xml, properties);
                    style = style with { OutlineLevel = properties.OutlineLevel, ListId = properties.ListId, ListLevel = properties.ListLevel, BreaksPageBefore = properties.BreaksPageBefore };
                    break;
            }
        }

        return style;
    }
}
