using System.Text.Json;
using System.Text.Json.Nodes;

namespace QwenWebChat.UiLoad;

/// <summary>Answers the server's calls of the page's scripts, and stores the reference of the message field.</summary>
internal sealed class PageScript
{
    // JSCallResultType.JSObjectReference.
    private const int ObjectReference = 1;

    private readonly TaskCompletionSource<(long Reference, string Place)> _composer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastObject;
    private long? _composerModule;

    /// <summary>The server's object that receives messages, and the chat of the page, once the page is ready.</summary>
    public Task<(long Reference, string Place)> Composer => _composer.Task;

    /// <returns>The call's result, as JSON.</returns>
    public string Call(string function, string arguments, int resultType, long target)
    {
        if (resultType != ObjectReference)
        {
            return "null";
        }

        long made = Interlocked.Increment(ref _lastObject);
        if (function == "import" && arguments.Contains("js/composer.js", StringComparison.Ordinal))
        {
            _composerModule = made;
        }
        else if (function == "attach" && target == _composerModule)
        {
            // The arguments are the root, the object, the name of pasted texts, and the place, text and version of the
            // draft.
            JsonNode attached = JsonNode.Parse(arguments)!;
            _composer.TrySetResult(((long)attached[1]!["__dotNetObject"]!, (string)attached[3]!));
        }

        return JsonSerializer.Serialize(new { __jsObjectId = made });
    }
}
