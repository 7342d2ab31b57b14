using System.Buffers.Text;
using System.Globalization;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The words of a scripted answer: each contains its serial number, such as <c>Tk000123</c>, which identifies it in a
/// render batch. Together they are typical Markdown of a model: a paragraph, a list, a code block, and again.
/// </summary>
internal static class SerialWords
{
    private const int Digits = 6;
    private const int Period = 120;
    private const int ListStart = 60;
    private const int ListingStart = 90;

    // The number of words of a list item, and of a line of code.
    private const int LineWords = 6;

    /// <summary>Returns the text of one token.</summary>
    public static string Token(int serial)
    {
        string word = "Tk" + serial.ToString("D6", CultureInfo.InvariantCulture);
        int place = serial % Period;
        return place switch
        {
            ListStart - 1 => word + ".\n\n",
            < ListStart when place % 12 == 5 => $"**{word}** ",
            < ListStart => word + " ",
            ListingStart - 1 => word + "\n\n",
            ListingStart => $"```csharp\n{word} ",
            Period - 1 => word + "\n```\n\n",
            < ListingStart when place % LineWords == 0 => $"- {word} ",
            _ => word + (place % LineWords == LineWords - 1 ? "\n" : " "),
        };
    }

    /// <summary>Finds the serial numbers in UTF-8 bytes, in order.</summary>
    public static void Find(ReadOnlySpan<byte> bytes, List<int> serials)
    {
        // Serial numbers stay below 100,000; nothing else on the page begins like this, random ids included.
        ReadOnlySpan<byte> start = "Tk0"u8;
        for (int at = bytes.IndexOf(start); at >= 0; at = bytes.IndexOf(start))
        {
            bytes = bytes[(at + 2)..];
            if (bytes.Length >= Digits && Utf8Parser.TryParse(bytes[..Digits], out int serial, out int read) && read == Digits)
            {
                serials.Add(serial);
                bytes = bytes[Digits..];
            }
        }
    }
}
