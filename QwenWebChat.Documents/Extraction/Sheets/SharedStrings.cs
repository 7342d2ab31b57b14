using System.Globalization;
using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>The texts that cells refer to by index.</summary>
internal sealed class SharedStrings
{
    private readonly List<string> _texts = [];

    public string? this[string index] =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < _texts.Count ? _texts[number] : null;

    public static SharedStrings Read(XmlCursor? xml, ReadingOptions options)
    {
        SharedStrings strings = new();
        long length = 0;
        foreach (string name in xml?.Children() ?? [])
        {
            if (name == "si")
            {
                strings._texts.Add(RichText(xml!));
                length += strings._texts[^1].Length;
                if (length > options.MaxCharacters)
                {
                    throw DocumentReadException.TooLarge("characters of text", options.MaxCharacters);
                }
            }
        }

        return strings;
    }

    /// <summary>Reads a text with several formats, without its phonetic guide.</summary>
    public static string RichText(XmlCursor xml)
    {
        MarkedText text = new();
        foreach (string name in xml.Children())
        {
            if (name == "t")
            {
                text.Append(EscapedText.Decode(xml.Text()));
            }
            else if (name == "r")
            {
                ReadRun(xml, text);
            }
        }

        text.Close();
        return text.Text.ToString();
    }

    private static void ReadRun(XmlCursor xml, MarkedText text)
    {
        RunFormat format = default;
        foreach (string name in xml.Children())
        {
            if (name == "rPr")
            {
                foreach (string property in xml.Children())
                {
                    format = property switch
                    {
                        "strike" => format with { IsStruck = xml["val"] is not ("0" or "false") },
                        "vertAlign" => format with { Position = PositionOf(xml["val"]) },
                        _ => format,
                    };
                }
            }
            else if (name == "t")
            {
                text.Append(EscapedText.Decode(xml.Text()), format);
            }
        }
    }

    private static RunPosition PositionOf(string? value) => value switch
    {
        "superscript" => RunPosition.Superscript,
        "subscript" => RunPosition.Subscript,
        _ => RunPosition.Baseline,
    };
}
