using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Terminal;

/// <summary>Generates one answer on the terminal, as streamed text or as one JSON object.</summary>
internal sealed record TerminalGeneration
{
    private const int ReportedLogits = 5;

    private readonly List<int> _generatedIds = [];
    private readonly StringBuilder _text = new();
    private IReadOnlyList<TokenLogit> _topLogits = [];

    public required string ModelPath { get; init; }

    /// <summary>The prompt as text; used if <see cref="PromptIds"/> is null.</summary>
    public string? Prompt { get; init; }

    public int[]? PromptIds { get; init; }

    public bool IsChat { get; init; }

    public required InferenceOptions Inference { get; init; }

    public bool IsJson { get; init; }

    /// <summary>The grammar of the answer; null for free text.</summary>
    public CompiledGrammar? Grammar { get; init; }

    public required SamplingOverrides Sampling { get; init; }

    public async Task<int> RunAsync(TerminalConsole console, CancellationToken cancellationToken)
    {
        using InferenceEngine engine = new(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance);
        await engine.LoadAsync(ModelPath, Inference, null, cancellationToken).ConfigureAwait(false);
        LoadedModel model = engine.Model!;
        int[] promptIds = PromptIds ?? Encode(model.Tokenizer);
        GenerationStream stream = engine.Submit(new GenerationRequest
        {
            Model = model,
            PromptIds = promptIds,
            Sampling = SamplingParams.From(model.Defaults.Sampling, Sampling),
            Grammar = Grammar,
            TopLogitCount = ReportedLogits,
        });

        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            string text = Take(update);
            if (!IsJson)
            {
                await console.Output.WriteAsync(text).ConfigureAwait(false);
            }

            if (update is GenerationUpdate.Finished finished)
            {
                await FinishAsync(console, promptIds, finished).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private int[] Encode(QwenTokenizer tokenizer) => IsChat
        ? tokenizer.Encode(tokenizer.ChatTemplate.Render([new ChatMlMessage("user", Prompt)]))
        : tokenizer.Encode(Prompt!);

    /// <returns>The text that the update appends to the answer.</returns>
    private string Take(GenerationUpdate update)
    {
        string text = "";
        switch (update)
        {
            case GenerationUpdate.PromptLogits logits:
                _topLogits = logits.Largest;
                break;
            case GenerationUpdate.Token token:
                _generatedIds.Add(token.Id);
                text = token.Text;
                break;
            case GenerationUpdate.Finished finished:
                text = finished.Text;
                break;
        }

        _text.Append(text);
        return text;
    }

    private async Task FinishAsync(TerminalConsole console, int[] promptIds, GenerationUpdate.Finished finished)
    {
        RequestRecord record = finished.Record;
        double firstSeconds = (record.TimeToFirstToken ?? TimeSpan.Zero).TotalSeconds;
        double tokensPerSecond = record.TokensPerSecond ?? 0;
        if (!IsJson)
        {
            await console.Output.WriteLineAsync().ConfigureAwait(false);
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{record.PromptTokens} prompt tokens, {record.NewTokens} new, {tokensPerSecond:0.0} tok/s, first after {firstSeconds:0.00} s")).ConfigureAwait(false);
            return;
        }

        await console.Output.WriteLineAsync(TerminalOptions.ToJson(new
        {
            promptIds,
            generatedIds = _generatedIds,
            text = _text.ToString(),
            finishReason = finished.Reason == FinishReason.Stop ? "stop" : "length",
            topLogits = _topLogits,
            timeToFirstTokenSeconds = firstSeconds,
            tokensPerSecond,
        })).ConfigureAwait(false);
    }
}
