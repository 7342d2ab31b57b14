using System.Text;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>Footnotes or endnotes by their id.</summary>
internal sealed class WordNotes
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public string? this[string? id] => id is not null && _texts.TryGetValue(id, out string? text) ? text : null;

    public static WordNotes Read(XmlCursor? xml)
    {
        WordNotes notes = new();
        if (xml is null)
        {
            return notes;
        }

        foreach (string name in xml.Children())
        {
            // Those with a type are the lines between text and notes.
            if (name is "footnote" or "endnote" && xml["id"] is { } id && xml["type"] is null or "normal")
            {
                StringBuilder text = new();
                Append(xml, text);
                notes._texts[id] = text.ToString().Trim();
            }
        }

        return notes;
    }

    private static void Append(XmlCursor xml, StringBuilder text)
    {
        bool isHidden = false;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "rPr":
                    isHidden = WordProperties.IsHidden(xml);
                    break;
                case "t" when !isHidden:
                    xml.AppendText(text);
                    break;
                case "tab" or "br" or "cr":
                    text.Append(' ');
                    break;
                case "pPr" or "del" or "moveFrom" or "delText" or "instrText" or "Fallback" or "rt" or "drawing" or "pict" or "object":
                    break;
                default:
                    Append(xml, text);
                    if (name == "p")
                    {
                        text.Append(' ');
                    }

                    break;
            }
        }
    }
}
