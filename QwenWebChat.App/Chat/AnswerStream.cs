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
/// <param name="question">Asks the user whether a tool of another program may run.</param>
/// <param name="change">Runs a change of the answer under the lock, unless the answer has ended.</param>
internal sealed class AnswerStream(Conversation conversation, ChatServices services, AnswerRequest request, AnswerBuilder answer, PermissionQuestion question, Action<Action> change)
{
    /// <summary>The maximum number of requests of one answer that may call tools; one more may not.</summary>
    public const int MaxRounds = 8;

    // The room that results of tools leave for the answer: this share of the context, or its maximum length if that is less.
    private const int AnswerShare = 8;
    private const int MinAnswer = 512;

    // The model reads it.
    private const string Denied = "The user did not allow this call.";

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
            IsPromptRecorded = !conversation.IsTemporary,
            ContinuesAnswer = continues,
            ContinuedIds = continues ? request.Continued?.TokenIds ?? [] : [],
            Stored = _sent?.StoredIn(prompt, _tools.Count > 0),
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
            ToolCall running = open[0] with { IsRunning = true };
            ToolCall? denied = await FindDenialAsync(open[0], running, cancellationToken).ConfigureAwait(false);
            ToolCall done = denied ?? await services.Tools.RunAsync(running, _tools, conversation.OwnerId, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            ToolCall fitting = ToolMessages.Fit(done, conversation.Meter?.Counter, RoomForResults() / open.Length);
            change(() => answer.Replace(running, fitting));
        }
    }

    /// <summary>Replaces an open call by its running state, after the user was asked where that is needed. Returns the call with the user's denial; null if it may run.</summary>
    private async Task<ToolCall?> FindDenialAsync(ToolCall open, ToolCall running, CancellationToken cancellationToken)
    {
        IChatTool? tool = _tools.FirstOrDefault(tool => tool.Declaration.Name == open.Name);
        if (tool is null || await services.Tools.IsAllowedAsync(tool, conversation.OwnerId, cancellationToken).ConfigureAwait(false))
        {
            change(() => answer.Replace(open, running));
            return null;
        }

        (Guid id, Task<ToolDecision> asking) = question.Ask();
        ToolCall asked = open with { QuestionId = id };
        change(() => answer.Replace(open, asked));
        ToolDecision decision = await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (decision == ToolDecision.AllowAlways)
        {
            await services.Tools.AllowAsync(tool, conversation.OwnerId, cancellationToken).ConfigureAwait(false);
        }

        change(() => answer.Replace(asked, running));
        return decision == ToolDecision.Deny ? running with { Result = Denied, IsFailed = true, IsRunning = false } : null;
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
