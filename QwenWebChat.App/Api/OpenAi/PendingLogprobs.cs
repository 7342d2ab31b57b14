using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The log-probabilities of tokens whose text is not sent yet: text is held back while a character or a stop string may be incomplete.</summary>
internal sealed class PendingLogprobs
{
    private readonly List<TokenLogprobs> _pending = [];

    /// <summary>Adds those of an update.</summary>
    public void Add(ChatResponseUpdate update)
    {
        foreach (GenerationTokensContent tokens in update.Contents.OfType<GenerationTokensContent>())
        {
            _pending.AddRange(tokens.Logprobs ?? []);
        }
    }

    /// <summary>Takes all of them, to send with a text.</summary>
    public TokenLogprobs[] Take()
    {
        TokenLogprobs[] taken = [.. _pending];
        _pending.Clear();
        return taken;
    }
}
