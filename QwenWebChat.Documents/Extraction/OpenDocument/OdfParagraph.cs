using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A paragraph while it is read.</summary>
internal sealed class OdfParagraph(int maxLength)
{
    private readonly StringBuilder _piece = new();
    private bool _endsInSpace = true;

    public StringBuilder Text { get; } = new();

    /// <summary>True if a field hides the paragraph.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Notes, comments and text boxes that follow the paragraph.</summary>
    public List<TextBlock> Following { get; } = [];

    /// <summary>Adds the text at the cursor. White space collapses to one space, and is removed at the start: further spaces are written as elements.</summary>
    public void AppendText(XmlCursor xml)
    {
        _piece.Clear();
        xml.AppendText(_piece);
        foreach (char character in _piece.ToString())
        {
            bool isSpace = character is ' ' or '\t' or '\n' or '\r';
            if (!isSpace || !_endsInSpace)
            {
                Text.Append(isSpace ? ' ' : character);
            }

            _endsInSpace = isSpace;
        }

        CheckLength();
    }

    /// <summary>Adds the character that an element stands for.</summary>
    public void Append(char sign, int count = 1)
    {
        Text.Append(sign, count);
        _endsInSpace = false;
        CheckLength();
    }

    public void Append(string text)
    {
        Text.Append(text);
        _endsInSpace = false;
    }

    private void CheckLength()
    {
        if (Text.Length > maxLength)
        {
            throw DocumentReadException.TooLarge("characters of text", maxLength);
        }
    }
}
