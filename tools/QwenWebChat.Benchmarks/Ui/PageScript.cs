using System.Text.Json;
using System.Text.Json.Nodes;

namespace QwenWebChat.Benchmarks.Ui;

/// <summary>Answers what the server asks of the page's scripts. Of what it hands over, the message field is kept.</summary>
internal sealed class PageScript
{
    // JSCallResultType.JSObjectReference.
    private const int ObjectReference = 1;

    private readonly TaskCompletionSource<(long Reference, string Place)> _composer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastObject;
    private long? _composerModule;

    /// <summary>The server's object that takes messages, and the chat that it takes them for, once the page is ready.</summary>
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
            // The root, the object, the name of pasted texts, the place of the draft, its text and its version.
            JsonNode attached = JsonNode.Parse(arguments)!;
            _composer.TrySetResult(((long)attached[1]!["__dotNetObject"]!, (string)attached[3]!));
        }

        return JsonSerializer.Serialize(new { __jsObjectId = made });
    }
}
