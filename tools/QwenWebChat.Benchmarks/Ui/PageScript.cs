using System.Text.Json;
using System.Text.Json.Nodes;

namespace QwenWebChat.Benchmarks.Ui;

/// <summary>Answers what the server asks of the page's scripts. Of what it hands over, the message field is kept.</summary>
internal sealed class PageScript
{
    // JSCallResultType.JSObjectReference.
    private const int ObjectReference = 1;

    private readonly TaskCompletionSource<long> _composer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastObject;
    private long? _composerModule;

    /// <summary>The server's object that takes messages, once the page is ready for them.</summary>
    public Task<long> Composer => _composer.Task;

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
            _composer.TrySetResult((long)JsonNode.Parse(arguments)![1]!["__dotNetObject"]!);
        }

        return JsonSerializer.Serialize(new { __jsObjectId = made });
    }
}
