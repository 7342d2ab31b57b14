using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Api;

/// <summary>Runs the requests of all formats: one stream of events for each, from the chat client.</summary>
internal sealed class ApiAnswers(IChatClient client, FileParts files)
{
    /// <summary>Streams the events of all answers to a request, in the order in which they occur. Leaving the loop cancels the request.</summary>
    /// <exception cref="ApiException">The server ended an answer early, or a file in the messages cannot be used.</exception>
    public IAsyncEnumerable<AnswerEvent> StreamAsync(ApiRequest request, CancellationToken cancellationToken) =>
        FileParts.FindPath(request.Messages) is { } path ? StreamWithFilesAsync(request, path, cancellationToken) : StreamTextAsync(request, cancellationToken);

    /// <summary>Counts the tokens of a request's prompt, as its usage will name them.</summary>
    /// <exception cref="EngineUnavailableException">No model is loaded.</exception>
    /// <exception cref="ApiException">A file in the messages cannot be used.</exception>
    public async Task<int> CountAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        IPromptCounter counter = client.GetService<IPromptCounter>() ?? throw new EngineUnavailableException("No model is loaded.");
        IReadOnlyList<ChatMessage> messages = await files.ResolveAsync(request.Call, request.Messages, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => counter.CountPrompt(messages, request.Options), cancellationToken).ConfigureAwait(false);
    }

    private IAsyncEnumerable<AnswerEvent> StreamTextAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.AnswerCount == 1 ? StreamOneAsync(request, 0, cancellationToken) : StreamAllAsync(request, cancellationToken);

    private async IAsyncEnumerable<AnswerEvent> StreamWithFilesAsync(ApiRequest request, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ApiRequest resolved = request with { Messages = await files.ResolveAsync(request.Call, request.Messages, cancellationToken).ConfigureAwait(false) };
        IAsyncEnumerator<AnswerEvent> events = StreamTextAsync(resolved, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await MoveAsync(events, path).ConfigureAwait(false))
            {
                yield return events.Current;
            }
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<AnswerEvent> events, string path)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ContextOverflowException overflow)
        {
            throw ApiException.Invalid(
                path,
                $"{overflow.Message} Nothing was cut. POST /v1/summaries summarizes a document of any length, and a chat in the app about it answers from the passages that match the question.",
                "context_length_exceeded");
        }
    }

    private async IAsyncEnumerable<AnswerEvent> StreamOneAsync(ApiRequest request, int index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(request.Messages, OptionsOf(request, index), cancellationToken).ConfigureAwait(false))
        {
            if (update.FinishReason == QwenChatClient.Interrupted)
            {
                throw new ApiException(StatusCodes.Status503ServiceUnavailable, "The server ended the answer: its model was replaced, or an administrator cancelled the request.") { Code = "interrupted" };
            }

            yield return new AnswerEvent(index, update);
        }
    }

    private async IAsyncEnumerable<AnswerEvent> StreamAllAsync(ApiRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<AnswerEvent> events = Channel.CreateUnbounded<AnswerEvent>(new UnboundedChannelOptions { SingleReader = true });
        Task writing = Task.WhenAll(Enumerable.Range(0, request.AnswerCount).Select(index => CopyAsync(request, index, events.Writer, all.Token)))
            .ContinueWith(_ => events.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach (AnswerEvent update in events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            await all.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
    }

    // The first error ends all answers.
    private async Task CopyAsync(ApiRequest request, int index, ChannelWriter<AnswerEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (AnswerEvent update in StreamOneAsync(request, index, cancellationToken).ConfigureAwait(false))
            {
                events.TryWrite(update);
            }
        }
        catch (Exception exception)
        {
            events.TryComplete(exception);
        }
    }

    // Answers to the same prompt differ by their seeds alone.
    private static QwenChatOptions OptionsOf(ApiRequest request, int index)
    {
        (int prompt, int answer) = Math.DivRem(index, request.AnswersEach);
        QwenChatOptions options = (QwenChatOptions)request.Options.Clone();
        options.Sampling = options.Sampling with { Seed = options.Sampling.Seed is { } seed ? unchecked(seed + (ulong)answer) : null };
        options.PromptIds = request.PromptIds.Count > 0 ? request.PromptIds[prompt] : options.PromptIds;
        return options;
    }
}
