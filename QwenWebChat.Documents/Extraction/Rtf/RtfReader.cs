using System.Runtime.InteropServices;
using System.Text;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>Reads RTF token by token, with its own stack of groups. Unknown groups are marked with an asterisk and skipped.</summary>
internal sealed partial class RtfReader
{
    private const int MaxGroups = 2_000;
    private const int TokensBetweenChecks = 65_536;

    private readonly ReadingJob _job;
    private readonly RtfTokens _tokens;
    private readonly RtfFonts _fonts = new();
    private readonly RtfStyles _styles = new();
    private readonly RtfParts _parts = new();
    private readonly Stack<(RtfState State, RtfStory Story)> _outer = new();
    private readonly List<byte> _bytes = [];
    private readonly StringBuilder _title = new();
    private RtfState _state = new();
    private RtfStory _story = new(RtfStoryKind.Body, 0);
    private bool _isGroupStart;
    private bool _isOptional;
    private int _toSkip;
    private int _noteCount;
    private long _length;

    private RtfReader(ReadingJob job)
    {
        _job = job;
        _tokens = new RtfTokens(TextFileReader.ReadAll(job));
    }

    public static DocumentText Read(ReadingJob job) => new RtfReader(job).Read();

    private DocumentText Read()
    {
        int count = 0;
        while (_tokens.Next() is { } token)
        {
            if (++count % TokensBetweenChecks == 0)
            {
                _job.CancellationToken.ThrowIfCancellationRequested();
            }

            if (!Take(token))
            {
                break;
            }
        }

        // A truncated file ends in the middle of its groups.
        FlushBytes();
        while (_outer.Count > 0)
        {
            EndGroup();
        }

        _story.Finish(_state, Heading());
        return _parts.Finish(_story, _job.Options, _title.ToString());
    }

    // Returns false after the end of the document.
    private bool Take(RtfToken token)
    {
        if (token.Kind != RtfTokenKind.Byte)
        {
            FlushBytes();
        }

        if (_state.Destination == RtfDestination.Styles)
        {
            _styles.Read(token);
        }

        switch (token.Kind)
        {
            case RtfTokenKind.GroupStart:
                StartGroup();
                return true;
            case RtfTokenKind.GroupEnd:
                EndGroup();
                return _outer.Count > 0;
            case RtfTokenKind.Byte:
                TakeByte(token);
                break;
            default:
                TakeControl(token);
                break;
        }

        _isGroupStart = _isGroupStart && token.Word == "*";
        return true;
    }

    private void StartGroup()
    {
        if (_outer.Count == MaxGroups)
        {
            throw DocumentReadException.TooLarge("groups within each other", MaxGroups);
        }

        _outer.Push((_state, _story));
        _state = _state with { };
        (_isGroupStart, _isOptional, _toSkip) = (true, false, 0);
    }

    private void EndGroup()
    {
        (_isGroupStart, _isOptional, _toSkip) = (false, false, 0);
        if (!_outer.TryPop(out (RtfState State, RtfStory Story) outer))
        {
            return;
        }

        if (outer.Story != _story)
        {
            _story.Finish(_state, Heading());
            _parts.Add(_story, outer.Story);
        }

        (_state, _story) = outer;
    }

    private void TakeByte(RtfToken token)
    {
        if (_toSkip > 0)
        {
            _toSkip--;
        }
        else if (_state.Destination == RtfDestination.Fonts)
        {
            _fonts.Read(token);
        }
        else if (_state.Destination is RtfDestination.Text or RtfDestination.Title or RtfDestination.ListMark)
        {
            _bytes.Add((byte)token.Number!.Value);
        }
    }

    // A multi-byte character is complete only here.
    private void FlushBytes()
    {
        if (_bytes.Count > 0)
        {
            int font = _state.Destination == RtfDestination.Title ? RtfFonts.None : _state.Font;
            string text = _fonts.Decode(CollectionsMarshal.AsSpan(_bytes), font);
            _bytes.Clear();
            AddText(text);
        }
    }

    private void AddText(string text)
    {
        _length += text.Length;
        if (_length > _job.Options.MaxCharacters)
        {
            throw DocumentReadException.TooLarge("characters of text", _job.Options.MaxCharacters);
        }

        switch (_state.Destination)
        {
            case RtfDestination.Title:
                _title.Append(text);
                break;
            case RtfDestination.ListMark:
                _story.AddMark(text);
                break;
            case RtfDestination.Text when _parts.IsShown(_state):
                _story.Add(text, _state);
                break;
        }
    }

    private int Heading() => _state.Heading ?? _styles.Heading(_state.Style);
}
