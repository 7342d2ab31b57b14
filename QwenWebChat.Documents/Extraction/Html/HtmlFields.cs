using System.Text;
using AngleSharp.Html.Parser.Tokens;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>Writes the values of form fields: their text, the selected option, the checked boxes.</summary>
internal sealed class HtmlFields(HtmlBlocks blocks)
{
    private StringBuilder? _option;
    private string? _first;
    private bool _isSelected;
    private bool _hasSelected;

    /// <summary>True inside a select element, whose text is that of its options.</summary>
    public bool IsInChoice { get; private set; }

    public void Start(string name, HtmlTagToken tag)
    {
        switch (name)
        {
            case "input":
                Show(Value(tag));
                break;
            case "select":
                (IsInChoice, _hasSelected, _first) = (true, false, null);
                break;
            case "option" when IsInChoice:
                EndOption();
                (_option, _isSelected) = (new StringBuilder(), HtmlElements.Attribute(tag, "selected") is not null);
                break;
        }
    }

    public void Text(string text) => _option?.Append(text);

    public void End(string name)
    {
        if (IsInChoice && name is "option" or "select")
        {
            EndOption();
        }

        if (IsInChoice && name == "select")
        {
            Show(_hasSelected ? null : _first);
            IsInChoice = false;
        }
    }

    private void EndOption()
    {
        if (_option is null)
        {
            return;
        }

        string text = _option.ToString().Trim();
        _option = null;
        _first ??= text;
        _hasSelected |= _isSelected;
        Show(_isSelected ? text : null);
    }

    private void Show(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            blocks.Text($" {text} ");
        }
    }

    private static string? Value(HtmlTagToken tag) => HtmlElements.Attribute(tag, "type")?.ToLowerInvariant() switch
    {
        "hidden" or "password" or "file" or "image" or "color" or "range" => null,
        "checkbox" or "radio" => HtmlElements.Attribute(tag, "checked") is null ? "\u2610" : "\u2612",
        _ => HtmlElements.Attribute(tag, "value"),
    };
}
