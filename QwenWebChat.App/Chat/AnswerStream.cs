using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>
/// Streams one answer: asks the model, runs the tools that it calls, one after another, and asks again with their results, until
/// it calls none. The prompt of each request is built from the answer as it is shown and stored, so that it is the same in the
/// next turn.
/// </summary>
/// <param name="answer">The answer to write.</param>
/// <param name="change">Runs a change of the answer under the lock, unless the answer has ended.</param>
internal sealed class AnswerStream(Conversation conversation, ChatServices services, AnswerRequest request, AnswerBuilder answer, Action<Action> change)
{
    /// <summary>The maximum number of requests of one answer that may call tools; one more may not.</summary>
    public const int MaxRounds = 8;

    // The room that results of tools leave for the answer: this share of the context, or its maximum length if that is less.
    private const int AnswerShare = 8;
    private const int MinAnswer = 512;

    // All requests of an answer have the same setup, whatever the user changes meanwhile.
    private readonly ChatSetup _setup = conversation.Setup;
    private readonly IReadOnlyList<IChatTool> _tools = services.Tools.Named(conversation.Setup.Tools);
    private readonly ImmutableList<ConversationMessage> _before = conversation.Messages.RemoveAt(conversation.Messages.Count - 1);
    private SentSources? _sent;

    private ImmutableList<ConversationMessage> Path => _before.Add(answer.Snapshot(isSummarizing: false));

    /// <exception cref="OperationCanceledException">The user stopped the answer. Calls that have not run remain open.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _sent = conversation.Sources is null ? null : conversation.Meter?.SourcesFor(Path, _setup);
        change(() => answer.Sources = _sent?.Use);
        if (answer.OpenCalls.Any())
        {
            // The answer was stopped before these.
            await RunToolsAsync(cancellationToken).ConfigureAwait(false);
        }

        for (int round = 0; ; round++)
        {
            await AskAsync(mayCall: round < MaxRounds, cancellationToken).ConfigureAwait(false);
            if (round == MaxRounds || answer.EndState != MessageState.Finished || !answer.OpenCalls.Any())
            {
                return;
            }

            await RunToolsAsync(cancellationToken).ConfigureAwait(false);
            change(answer.BeginRound);
        }
    }

    private async Task AskAsync(bool mayCall, CancellationToken cancellationToken)
    {
        ImmutableList<ConversationMessage> path = Path;
        bool continues = AnswerBuilder.OpenText(path[^1]).Length > 0;
        List<ChatMessage> prompt = ConversationPrompt.Build(path, _setup, _sent, conversation.Meter?.Counter.DefaultSystem);
        QwenChatOptions options = new()
        {
            Sampling = _setup.Settings,
            ResponseFormat = ConversationPrompt.ResponseFormat(_setup),
            Tools = mayCall && _tools.Count > 0 ? [.. _tools.Select(tool => tool.Declaration)] : null,
            Owner = conversation.RequestOwner,
            ContinuesAnswer = continues,
            ContinuedIds = continues ? request.Continued?.TokenIds ?? [] : [],
            Stored = _sent is { StoredFor.Count: > 0 } ? new StoredMessages(prompt.IndexOf(_sent.Message) + 1, _sent.StoredFor) : null,
        };
        await foreach (ChatResponseUpdate update in services.Client.GetStreamingResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false))
        {
            change(() =>
            {
                answer.Apply(update);
                conversation.Accept();
            });
        }
    }

    private async Task RunToolsAsync(CancellationToken cancellationToken)
    {
        for (ToolCall[] open = [.. answer.OpenCalls]; open.Length > 0; open = [.. answer.OpenCalls])
        {
            ToolCall call = open[0];
            ToolCall running = call with { IsRunning = true };
            change(() => answer.Replace(call, running));
            ToolCall done = await services.Tools.RunAsync(running, _tools, conversation.OwnerId, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            ToolCall fitting = ToolMessages.Fit(done, conversation.Meter?.Counter, RoomForResults() / open.Length);
            change(() => answer.Replace(running, fitting));
        }
    }

    private int RoomForResults()
    {
        if (conversation.Meter is not { } meter)
        {
            return 0;
        }

        ContextUse use = meter.Measure(Path, _setup, _sent);
        return use.Context - use.Prompt - Math.Min(use.MaxAnswerTokens, Math.Max(use.Context / AnswerShare, MinAnswer));
    }
}
