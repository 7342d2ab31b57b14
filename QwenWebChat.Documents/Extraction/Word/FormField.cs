using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Reads form fields: check boxes and drop-down lists.</summary>
internal static class FormField
{
    public static string Box(bool isTicked) => isTicked ? "☒" : "☐";

    /// <summary>Returns the sign or text of a legacy field, at <c>w:fldChar</c>; empty if its text follows.</summary>
    public static string Read(XmlCursor xml)
    {
        string shown = "";
        foreach (string data in xml.Children())
        {
            foreach (string name in data == "ffData" ? xml.Children() : [])
            {
                shown = name switch
                {
                    "checkBox" => Box(ReadBox(xml)),
                    "ddList" => ReadChoice(xml),
                    _ => shown,
                };
            }
        }

        return shown;
    }

    /// <summary>Returns true if a content control, at <c>w:sdtPr</c>, is a checked box; null if it is not a box.</summary>
    public static bool? IsTicked(XmlCursor xml)
    {
        bool? isTicked = null;
        foreach (string name in xml.Children())
        {
            if (name == "checkbox")
            {
                isTicked = ReadBox(xml);
            }
        }

        return isTicked;
    }

    private static bool ReadBox(XmlCursor xml)
    {
        bool isTicked = false;
        bool isSet = false;
        foreach (string name in xml.Children())
        {
            if (name == "checked")
            {
                (isTicked, isSet) = (WordProperties.IsOn(xml), true);
            }
            else if (name == "default" && !isSet)
            {
                isTicked = WordProperties.IsOn(xml);
            }
        }

        return isTicked;
    }

    private static string ReadChoice(XmlCursor xml)
    {
        int chosen = 0;
        List<string> choices = [];
        foreach (string name in xml.Children())
        {
            if (name == "listEntry")
            {
                choices.Add(xml["val"] ?? "");
            }
            else if (name is "result" or "default")
            {
                chosen = name == "result" || chosen == 0 ? WordProperties.Number(xml["val"]) ?? 0 : chosen;
            }
        }

        return chosen >= 0 && chosen < choices.Count ? choices[chosen] : "";
    }
}
