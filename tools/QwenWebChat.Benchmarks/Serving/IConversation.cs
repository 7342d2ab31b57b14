namespace QwenWebChat.Benchmarks.Serving;

/// <summary>One user's conversation with a served model: each prompt is everything said so far and something new.</summary>
internal interface IConversation
{
    /// <summary>Sends the next prompt and reads the answer to its end. Where the server is busy, it tries again when told to.</summary>
    /// <param name="ids">What is new in the prompt, as token ids.</param>
    /// <param name="newTokens">Tokens of the answer; end tokens are passed over.</param>
    Task<RequestTimes> AskAsync(IReadOnlyList<int> ids, int newTokens, CancellationToken cancellationToken);
}
