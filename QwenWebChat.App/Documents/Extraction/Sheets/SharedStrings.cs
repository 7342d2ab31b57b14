using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Sheets;

/// <summary>Texts that cells refer to by number.</summary>
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

    /// <summary>A text in pieces of different looks; how it is pronounced is not part of it.</summary>
    public static string RichText(XmlCursor xml)
    {
        StringBuilder text = new();
        foreach (string name in xml.Children())
        {
            if (name == "t")
            {
                xml.AppendText(text);
            }
            else if (name == "r")
            {
                text.Append(RichText(xml));
            }
        }

        return text.ToString();
    }
}
