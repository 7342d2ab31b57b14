using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Engine;

/// <summary>An engine that runs the checkpoint of random weights, and short ways to ask it.</summary>
internal sealed class EngineRun : IDisposable
{
    public static readonly InferenceOptions Options = new() { DType = "float32", Device = "cpu" };

    private EngineRun(InferenceEngine engine)
    {
        Engine = engine;
    }

    public InferenceEngine Engine { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<EngineRun> StartAsync(EngineOptions? engine = null, string? model = null, InferenceOptions? options = null, PrefixStore? prefixes = null, IRequestAdmission? admission = null)
    {
        EngineRun run = new(new InferenceEngine(engine ?? new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance, prefixes, admission));
        await run.Engine.LoadAsync(model ?? UntrainedModel.Folder, options ?? Options, null, Cancellation);
        return run;
    }

    public Task LoadAsync(string folder) => Engine.LoadAsync(folder, Options, null, Cancellation);

    public GenerationRequest Request(int maxTokens = SamplingParams.DefaultMaxTokens, double temperature = 0, ulong seed = 1, string? stop = null) => new()
    {
        Model = Engine.Model!,
        PromptIds = [1, 2, 3],
        Sampling = new SamplingParams
        {
            Temperature = temperature,
            Seed = seed,
            MaxTokens = maxTokens,
            Stop = stop is null ? [] : [stop],
            IgnoreEndTokens = true,
        },
    };

    /// <summary>Everything that comes of a request.</summary>
    public Task<List<GenerationUpdate>> AskAsync(GenerationRequest request) => ReadAsync(Engine.Submit(request));

    /// <summary>A request without an end, past its first token.</summary>
    public async Task<IAsyncEnumerator<GenerationUpdate>> StartEndlessAsync()
    {
        IAsyncEnumerator<GenerationUpdate> updates = Engine.Submit(Request()).GetAsyncEnumerator(Cancellation);
        while (await updates.MoveNextAsync() && updates.Current is not GenerationUpdate.Token)
        {
        }

        return updates;
    }

    public static async Task<List<GenerationUpdate>> ReadAsync(GenerationStream stream)
    {
        List<GenerationUpdate> updates = [];
        await foreach (GenerationUpdate update in stream.WithCancellation(Cancellation))
        {
            updates.Add(update);
        }

        return updates;
    }

    public static string Text(IEnumerable<GenerationUpdate> updates) => string.Concat(updates.Select(update => update switch
    {
        GenerationUpdate.Token token => token.Text,
        GenerationUpdate.Finished finished => finished.Text,
        _ => "",
    }));

    public void Dispose() => Engine.Dispose();
}
