using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Chat;

/// <summary>
/// Separates the calls of tools from the text of an answer, as its pieces arrive. What may be the beginning of a call is held back
/// until that is clear; a malformed or unfinished call is text. The line break before a call, and white space between calls and
/// after the last, only lay them out and are left out.
/// </summary>
/// <param name="answerId">An id of the answer, with which the ids of its calls begin.</param>
internal sealed class ToolCallParser(string answerId)
{
    private const string Start = ToolGrammar.CallStart;
    private const string End = ToolGrammar.CallEnd;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private readonly StringBuilder _call = new();
    private string _held = "";
    private int _bodyStart;
    private bool _isInCall;
    private bool _isInString;
    private bool _isEscaped;
    private bool _followsCall;

    /// <summary>The number of calls so far.</summary>
    public int CallCount { get; private set; }

    /// <summary>Takes the next piece of the answer.</summary>
    /// <returns>The text and the calls that are clear now, in order.</returns>
    public IReadOnlyList<AIContent> Append(string text)
    {
        List<AIContent> contents = [];
        while (text.Length > 0)
        {
            text = _isInCall ? ReadCall(text, contents) : ReadText(text, contents);
        }

        return contents;
    }

    /// <summary>Ends the answer.</summary>
    /// <returns>The text that was held back.</returns>
    public IReadOnlyList<AIContent> Complete()
    {
        List<AIContent> contents = [];
        if (_isInCall)
        {
            AddText(_call.ToString(), contents);
        }
        else if (!_followsCall || !string.IsNullOrWhiteSpace(_held))
        {
            AddText(_held, contents);
        }

        return contents;
    }

    private string ReadText(string text, List<AIContent> contents)
    {
        string all = _held + text;
        int index = all.IndexOf(Start, StringComparison.Ordinal);
        if (index >= 0)
        {
            BeginCall(all[..index], contents);
            return all[(index + Start.Length)..];
        }

        int clear = ClearLength(all);
        AddText(all[..clear], contents);
        _held = all[clear..];
        return "";
    }

    private string ReadCall(string text, List<AIContent> contents)
    {
        for (int i = 0; i < text.Length; i++)
        {
            _call.Append(text[i]);
            Track(text[i]);
            if (text[i] != '>' || _isInString)
            {
                continue;
            }

            if (EndsWith(End))
            {
                EndCall(contents);
                return text[(i + 1)..];
            }

            if (EndsWith(Start))
            {
                // The call before has no end.
                string before = _call.ToString(0, _call.Length - Start.Length);
                _followsCall = false;
                BeginCall(before, contents);
            }
        }

        return "";
    }

    private void BeginCall(string before, List<AIContent> contents)
    {
        int layout = LayoutLength(before);
        AddText(before[..^layout], contents);
        _call.Clear().Append(before.AsSpan(before.Length - layout)).Append(Start);
        (_bodyStart, _held, _isInCall, _isInString, _isEscaped) = (_call.Length, "", true, false, false);
    }

    private void EndCall(List<AIContent> contents)
    {
        _isInCall = false;
        if (Parse(_call.ToString(_bodyStart, _call.Length - _bodyStart - End.Length)) is { } call)
        {
            contents.Add(call);
            _followsCall = true;
        }
        else
        {
            AddText(_call.ToString(), contents);
        }
    }

    // JSON has no raw line break in a string: one that is open there is malformed, and the end of the call must still be found.
    private void Track(char character)
    {
        if (!_isInString || character == '\n')
        {
            (_isInString, _isEscaped) = (character == '"', false);
        }
        else if (_isEscaped)
        {
            _isEscaped = false;
        }
        else
        {
            (_isInString, _isEscaped) = (character != '"', character == '\\');
        }
    }

    private bool EndsWith(string tag)
    {
        for (int i = 1; i <= tag.Length; i++)
        {
            if (_call.Length < i || _call[^i] != tag[^i])
            {
                return false;
            }
        }

        return true;
    }

    // The length of the text that cannot be the layout or the tag of a call that follows.
    private int ClearLength(string text)
    {
        int tag = text.LastIndexOf(Start[0]);
        int length = tag >= 0 && Start.StartsWith(text[tag..], StringComparison.Ordinal) ? tag : text.Length;
        return length - LayoutLength(text[..length]);
    }

    private int LayoutLength(string before) =>
        _followsCall && string.IsNullOrWhiteSpace(before) ? before.Length
        : before.EndsWith('\n') ? 1
        : 0;

    private void AddText(string text, List<AIContent> contents)
    {
        if (text.Length > 0)
        {
            contents.Add(new TextContent(text));
            _followsCall = false;
        }
    }

    private FunctionCallContent? Parse(string json)
    {
        try
        {
            JsonElement call = JsonElement.Parse(json, Deep);
            return call.ValueKind == JsonValueKind.Object
                && call.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } function
                && ArgumentsOf(call) is { } arguments
                ? new FunctionCallContent($"{answerId}-{++CallCount}", function, arguments)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a name.
            return null;
        }
    }

    private static Dictionary<string, object?>? ArgumentsOf(JsonElement call)
    {
        if (!call.TryGetProperty("arguments", out JsonElement arguments))
        {
            return [];
        }

        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, object?> values = [];
        foreach (JsonProperty argument in arguments.EnumerateObject())
        {
            values[argument.Name] = argument.Value;
        }

        return values;
    }
}
