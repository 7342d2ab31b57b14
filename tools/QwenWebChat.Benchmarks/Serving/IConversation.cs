namespace QwenWebChat.Benchmarks.Serving;

/// <summary>One user's conversation with a served model: each prompt is the conversation so far plus new tokens.</summary>
internal interface IConversation
{
    /// <summary>Sends the next prompt and reads the whole answer. Retries when a busy server asks for it.</summary>
    /// <param name="ids">The new tokens of the prompt.</param>
    /// <param name="newTokens">Number of tokens of the answer; end tokens are ignored.</param>
    Task<RequestTimes> AskAsync(IReadOnlyList<int> ids, int newTokens, CancellationToken cancellationToken);
}
