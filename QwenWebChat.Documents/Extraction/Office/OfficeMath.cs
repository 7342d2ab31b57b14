using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Writes an Office formula (ECMA-376, 22.1) on one line: <c>(a+b)/2</c>, <c>x_1^2</c>, <c>√(x+1)</c>, <c>∑_(i=1)^n i</c>.</summary>
internal static class OfficeMath
{
    /// <summary>Appends the content of the current element, such as <c>m:oMath</c>.</summary>
    public static void Append(XmlCursor xml, StringBuilder text)
    {
        foreach (string name in xml.Children())
        {
            AppendElement(xml, name, text);
        }
    }

    private static void AppendElement(XmlCursor xml, string name, StringBuilder text)
    {
        switch (name)
        {
            case "t":
                xml.AppendText(text);
                break;
            case "f" or "sSup" or "sSub" or "sSubSup" or "sPre" or "limLow" or "limUpp" or "func":
                AppendParts(xml, text);
                break;
            case "rad":
                AppendRoot(xml, text);
                break;
            case "nary":
                AppendOperator(xml, text);
                break;
            case "d":
                AppendBracketed(xml, text);
                break;
            case "m" or "eqArr":
                AppendRows(xml, text, name == "m" ? ("[", "; ", "]") : ("", "; ", ""));
                break;
            case "mr":
                AppendRows(xml, text, ("", ", ", ""));
                break;
            case "acc":
                AppendAccented(xml, text);
                break;
            case "del" or "moveFrom" or "ctrlPr" or "rPr":
                break;
            default:
                Append(xml, text);
                break;
        }
    }

    private static void AppendParts(XmlCursor xml, StringBuilder text)
    {
        string line = "/";
        foreach (string name in xml.Children())
        {
            // A fraction without a bar, such as a binomial coefficient.
            line = name == "fPr" && Property(xml, "type") == "noBar" ? "¦" : line;
            string sign = name switch
            {
                "den" => line,
                "sub" => "_",
                "sup" => "^",
                "lim" => "_",
                _ => "",
            };
            text.Append(sign);
            if (name == "fName")
            {
                Append(xml, text);
                text.Append(' ');
            }
            else if (!name.EndsWith("Pr", StringComparison.Ordinal))
            {
                AppendGroup(xml, text);
            }
        }
    }

    private static void AppendRoot(XmlCursor xml, StringBuilder text)
    {
        foreach (string name in xml.Children())
        {
            if (name == "deg")
            {
                AppendGroup(xml, text);
            }
            else if (name == "e")
            {
                text.Append('√');
                AppendGroup(xml, text);
            }
        }
    }

    private static void AppendOperator(XmlCursor xml, StringBuilder text)
    {
        string sign = "∫";
        bool isWritten = false;
        foreach (string name in xml.Children())
        {
            if (name == "naryPr")
            {
                sign = Property(xml, "chr") ?? sign;
                continue;
            }

            text.Append(isWritten ? "" : sign);
            isWritten = true;
            int start = text.Length;
            if (name == "e")
            {
                Append(xml, text);
            }
            else
            {
                AppendGroup(xml, text);
            }

            text.Insert(start, text.Length == start ? "" : name switch
            {
                "sub" => "_",
                "sup" => "^",
                _ => " ",
            });
        }
    }

    private static void AppendBracketed(XmlCursor xml, StringBuilder text)
    {
        string open = "(";
        string close = ")";
        string separator = "|";
        int count = 0;
        foreach (string name in xml.Children())
        {
            if (name == "dPr")
            {
                foreach (string property in xml.Children())
                {
                    string value = xml["val"] ?? "";
                    open = property == "begChr" ? value : open;
                    close = property == "endChr" ? value : close;
                    separator = property == "sepChr" ? value : separator;
                }
            }
            else if (name == "e")
            {
                text.Append(count++ == 0 ? open : separator);
                Append(xml, text);
            }
        }

        text.Append(count > 0 ? close : "");
    }

    private static void AppendRows(XmlCursor xml, StringBuilder text, (string Open, string Separator, string Close) signs)
    {
        int count = 0;
        foreach (string name in xml.Children())
        {
            if (name is "mr" or "e")
            {
                text.Append(count++ == 0 ? signs.Open : signs.Separator);
                AppendElement(xml, name, text);
            }
        }

        text.Append(count > 0 ? signs.Close : "");
    }

    // An accent is a combining character after its base.
    private static void AppendAccented(XmlCursor xml, StringBuilder text)
    {
        string accent = "\u0302";
        foreach (string name in xml.Children())
        {
            if (name == "accPr")
            {
                accent = Property(xml, "chr") ?? accent;
            }
            else if (name == "e")
            {
                Append(xml, text);
            }
        }

        text.Append(accent);
    }

    // In parentheses, unless it is one name or number, or already has parentheses.
    private static void AppendGroup(XmlCursor xml, StringBuilder text)
    {
        int start = text.Length;
        Append(xml, text);
        string group = text.ToString(start, text.Length - start);
        if (group.Length > 1 && !group.All(character => char.IsLetterOrDigit(character) || character == '.') && !IsBracketed(group))
        {
            text.Insert(start, '(').Append(')');
        }
    }

    private static bool IsBracketed(string group)
    {
        int depth = 0;
        int end = 0;
        for (; end < group.Length && (end == 0 || depth > 0); end++)
        {
            depth += group[end] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
        }

        return group[0] == '(' && depth == 0 && end == group.Length;
    }

    private static string? Property(XmlCursor xml, string name)
    {
        string? value = null;
        foreach (string property in xml.Children())
        {
            value = property == name ? xml["val"] : value;
        }

        return value;
    }
}
