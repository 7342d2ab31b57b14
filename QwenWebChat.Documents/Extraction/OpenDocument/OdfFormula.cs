using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Writes a MathML formula as a line of text. Powers, indices and fractions get a sign, because their layout is lost.</summary>
internal static class OdfFormula
{
    public const string Root = "math";

    /// <summary>Reads the formula at the current element.</summary>
    public static string Read(XmlCursor xml)
    {
        StringBuilder text = new();
        foreach (string name in xml.Children())
        {
            Append(xml, name, text);
        }

        return text.ToString().Trim();
    }

    private static void Append(XmlCursor xml, string name, StringBuilder text)
    {
        switch (name)
        {
            case "mi" or "mn" or "mo" or "mtext" or "ms":
                text.Append(xml.Text().Trim());
                break;
            // The formula's source in another language.
            case "annotation" or "annotation-xml":
                break;
            default:
                AppendChildren(xml, Signs(name), text);
                break;
        }
    }

    private static void AppendChildren(XmlCursor xml, string signs, StringBuilder text)
    {
        int index = 0;
        foreach (string name in xml.Children())
        {
            int start = text.Length;
            Append(xml, name, text);
            bool isCompound = signs.Length > 0 && text.Length - start > 1 && !text.ToString(start, text.Length - start).All(char.IsLetterOrDigit);
            if (isCompound)
            {
                text.Insert(start, '(').Append(')');
            }

            if (index > 0 && index <= signs.Length)
            {
                text.Insert(start, signs[index - 1]);
            }

            index++;
        }
    }

    // The signs before the second and third part.
    private static string Signs(string name) => name switch
    {
        "msup" or "mover" => "^",
        "msub" or "munder" => "_",
        "msubsup" or "munderover" => "_^",
        "mfrac" => "/",
        _ => "",
    };
}
