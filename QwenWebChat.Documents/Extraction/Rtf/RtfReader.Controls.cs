using System.Globalization;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The part that processes controls.</summary>
internal sealed partial class RtfReader
{
    private void TakeControl(RtfToken token)
    {
        if (token.Word == "*")
        {
            _isOptional = _isGroupStart;
            return;
        }

        if (_state.Destination == RtfDestination.Skipped || (_isGroupStart && IsDestination(token.Word)))
        {
            return;
        }

        if (_state.Destination == RtfDestination.Fonts)
        {
            _fonts.Read(token);
        }
        else if (_state.Destination != RtfDestination.Styles && !TakeCharacter(token) && !TakeEnd(token) && !_state.Take(token, _fonts.DefaultFont) && _fonts.TakeDefault(token))
        {
            _state.Font = _fonts.DefaultFont;
        }
    }

    // Returns true if the control defines the use of its group's text.
    private bool IsDestination(string word)
    {
        if (word is "pict" or "object" && !_state.IsInObject && _state.Destination != RtfDestination.ListMark)
        {
            _parts.PictureCount++;
            _state.IsInObject = word == "object";
        }

        if (RtfWords.Stories.TryGetValue(word, out RtfStoryKind kind))
        {
            StartStory(kind);
            return true;
        }

        if (RtfWords.Destinations.TryGetValue(word, out RtfDestination destination))
        {
            _state.Destination = destination;
            return true;
        }

        _state.Destination = _isOptional ? RtfDestination.Skipped : _state.Destination;
        return _isOptional;
    }

    private void StartStory(RtfStoryKind kind)
    {
        if (kind == RtfStoryKind.Note)
        {
            _story.Add(string.Create(CultureInfo.InvariantCulture, $"[{++_noteCount}]"), _state, isMark: true);
        }

        _story = new RtfStory(kind, _noteCount);
        _state.Destination = RtfDestination.Text;
        _state.IsInTable = false;
        _state.Position = 0;
    }

    private bool TakeCharacter(RtfToken token)
    {
        if (token is { Word: "u", Number: { } code })
        {
            // Numbers above 32,767 are written as negative ones; surrogates come one by one.
            AddText(_fonts.Symbol((char)(ushort)code, _state.Font).ToString());
            _toSkip = _state.FallbackLength;
            return true;
        }

        if (!RtfWords.Characters.TryGetValue(token.Word, out string? text))
        {
            return false;
        }

        if (_toSkip > 0)
        {
            _toSkip--;
        }
        else
        {
            AddText(text);
        }

        return true;
    }

    private bool TakeEnd(RtfToken token)
    {
        switch (token.Word)
        {
            case "par" or "sect" or "page" when _state.Destination != RtfDestination.ListMark:
                _story.EndParagraph(_state, Heading());
                break;
            case "cell":
                _story.EndCell();
                break;
            case "row":
                _story.EndRow();
                break;
            case "nestcell":
                _story.EndNested(isRow: false);
                break;
            case "nestrow":
                _story.EndNested(isRow: true);
                break;
            default:
                return false;
        }

        return true;
    }
}
