namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The properties of text within a group.</summary>
internal sealed record RtfState
{
    public RtfDestination Destination { get; set; } = RtfDestination.Text;

    /// <summary>The number of characters after a Unicode character that replace it in old programs.</summary>
    public int FallbackLength { get; private set; } = 1;

    public int Font { get; set; }

    public bool IsHidden { get; private set; }

    public bool IsDeleted { get; private set; }

    public bool IsStruck { get; private set; }

    /// <summary>The vertical position: positive above the baseline, negative below it.</summary>
    public int Position { get; set; }

    public bool IsInTable { get; set; }

    /// <summary>The number of the paragraph's style.</summary>
    public int Style { get; private set; }

    /// <summary>The heading level from 1 to 9, 0 for body text; null if the style decides.</summary>
    public int? Heading { get; private set; }

    /// <summary>The depth of the list, from 0.</summary>
    public int ListLevel { get; private set; }

    /// <summary>True in the first group of an object, whose pictures show the object again.</summary>
    public bool IsInObject { get; set; }

    /// <summary>Applies a control that formats the following text; returns false for any other control.</summary>
    public bool Take(RtfToken token, int defaultFont)
    {
        switch (token.Word)
        {
            case "pard":
                (IsInTable, Style, Heading, ListLevel) = (false, 0, null, 0);
                return true;
            case "intbl":
                IsInTable = token.IsOn;
                return true;
            case "s":
                Style = token.Number ?? 0;
                return true;
            case "outlinelevel":
                Heading = token.Number is >= 0 and < 9 ? token.Number + 1 : 0;
                return true;
            case "ilvl":
                ListLevel = Math.Clamp(token.Number ?? 0, 0, 8);
                return true;
            case "uc":
                FallbackLength = Math.Clamp(token.Number ?? 1, 0, 16);
                return true;
            default:
                return TakeLook(token, defaultFont);
        }
    }

    private bool TakeLook(RtfToken token, int defaultFont)
    {
        switch (token.Word)
        {
            case "f":
                Font = token.Number ?? defaultFont;
                return true;
            case "plain":
                (Font, IsHidden, IsDeleted, IsStruck, Position) = (defaultFont, false, false, false, 0);
                return true;
            case "v":
                IsHidden = token.IsOn;
                return true;
            case "deleted":
                IsDeleted = token.IsOn;
                return true;
            case "strike" or "striked":
                IsStruck = token.IsOn;
                return true;
            case "super" or "up":
                Position = token.IsOn ? 1 : 0;
                return true;
            case "sub" or "dn":
                Position = token.IsOn ? -1 : 0;
                return true;
            case "nosupersub":
                Position = 0;
                return true;
            default:
                return false;
        }
    }
}
