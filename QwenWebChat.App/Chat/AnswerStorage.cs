using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>The messages that are stored for one answer, and how they are removed again.</summary>
internal sealed partial class AnswerStorage
{
    /// <summary>The interval at which the text of a running answer is stored.</summary>
    public static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly Conversation _conversation;
    private readonly MessageStore _messages;
    private readonly ILogger _logger;
    private readonly Guid _conversationId;
    private readonly Guid? _firstAddedId;
    private readonly bool _isNewConversation;

    private AnswerStorage(Conversation conversation, ChatServices services, ImmutableList<ConversationMessage> path, ConversationMessage answer, Guid? firstAddedId, bool isNewConversation)
    {
        _conversation = conversation;
        _messages = services.Messages;
        _logger = services.Logger;
        _conversationId = conversation.StoredId!.Value;
        (Path, Answer, _firstAddedId, _isNewConversation) = (path, answer, firstAddedId, isNewConversation);
    }

    /// <summary>The messages before the answer.</summary>
    public ImmutableList<ConversationMessage> Path { get; }

    /// <summary>The stored answer: empty, or the one that is continued.</summary>
    public ConversationMessage Answer { get; }

    /// <summary>Stores what is new with a request: the conversation, the message, the empty answer.</summary>
    public static async Task<AnswerStorage> CreateAsync(Conversation conversation, ChatServices services, AnswerRequest request)
    {
        bool isNew = conversation.StoredId is null;
        if (isNew)
        {
            await conversation.CreateAsync(request.Draft!.FirstLine).ConfigureAwait(false);
        }

        if (request.Continued is { } continued)
        {
            AnswerStorage resumed = new(conversation, services, request.Before, continued with { Cut = request.Cut ?? continued.Cut }, firstAddedId: null, isNewConversation: false);
            if (request.Cut is { } cut)
            {
                await resumed.SetCutAsync(continued.Id, cut).ConfigureAwait(false);
            }

            await resumed.WriteAsync(continued).ConfigureAwait(false);
            return resumed;
        }

        // In one transaction: no crash leaves a question without its answer.
        IReadOnlyList<ConversationMessage> added = await services.Messages.AddAsync(conversation.OwnerId, conversation.StoredId!.Value, request.Added()).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The conversation is gone.");
        return new AnswerStorage(conversation, services, request.Before.AddRange(added.SkipLast(1)), added[^1], added[0].Id, isNew);
    }

    /// <summary>Writes the running answer at every tick of a timer until it is disposed.</summary>
    /// <param name="running">Returns the answer as it is; null if it has ended.</param>
    public async Task SaveAsync(PeriodicTimer timer, Func<ConversationMessage?> running)
    {
        ConversationMessage saved = Answer;
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            if (running() is not { } answer || (answer.Text.Length == saved.Text.Length && answer.ToolCalls.SequenceEqual(saved.ToolCalls)))
            {
                continue;
            }

            try
            {
                await WriteAsync(answer).ConfigureAwait(false);
                saved = answer;
            }
            catch (Exception exception)
            {
                // The answer goes on; the next attempt may succeed.
                LogNotStored(exception);
            }
        }
    }

    /// <summary>Writes the answer with its end.</summary>
    public Task WriteEndAsync(ConversationMessage ended) => WriteAsync(new AnswerUpdate(_conversationId, ended.Id, ended.Text, ended.State, ended.Figures) { TokenIds = ended.TokenIds, ToolCalls = ended.ToolCalls });

    public Task SetCutAsync(Guid messageId, HistoryCut? cut) => _messages.SetCutAsync(_conversation.OwnerId, _conversationId, messageId, cut);

    /// <summary>Restores the conversation as it was before the request.</summary>
    /// <param name="before">The messages that were shown then.</param>
    public async Task UndoAsync(ImmutableList<ConversationMessage> before)
    {
        if (_isNewConversation)
        {
            await _conversation.DiscardAsync().ConfigureAwait(false);
        }
        else if (_firstAddedId is { } added)
        {
            await _messages.DeleteBranchAsync(_conversation.OwnerId, _conversationId, added).ConfigureAwait(false);
            if (!before.IsEmpty)
            {
                await _messages.ShowAsync(_conversation.OwnerId, _conversationId, before[^1].Id).ConfigureAwait(false);
            }
        }
        else
        {
            ConversationMessage continued = before[^1];
            await SetCutAsync(continued.Id, continued.Cut).ConfigureAwait(false);
            await WriteAsync(new AnswerUpdate(_conversationId, continued.Id, continued.Text, continued.State) { ToolCalls = continued.ToolCalls }).ConfigureAwait(false);
        }
    }

    private Task<bool> WriteAsync(ConversationMessage running) =>
        WriteAsync(new AnswerUpdate(_conversationId, Answer.Id, running.Text, MessageState.Streaming) { ToolCalls = running.ToolCalls });

    private Task<bool> WriteAsync(AnswerUpdate update) => _messages.UpdateAsync(_conversation.OwnerId, update);

    [LoggerMessage(Level = LogLevel.Error, Message = "The text of a running answer could not be stored")]
    private partial void LogNotStored(Exception exception);
}
