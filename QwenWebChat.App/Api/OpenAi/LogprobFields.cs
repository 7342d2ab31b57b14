using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads whether a request asks for log-probabilities, and writes them.</summary>
internal sealed class LogprobFields(TokenTexts texts)
{
    /// <summary>Reads the fields of Chat Completions: a flag, and the number of alternatives.</summary>
    public static void ReadChat(JsonField body, QwenChatOptions options)
    {
        bool isAsked = body["logprobs"].Flag() ?? false;
        JsonField top = body["top_logprobs"];
        int? count = top.Integer(0, TokenLogprobs.MaxTopCount);
        if (count > 0 && !isAsked)
        {
            throw ApiException.Invalid(top.Path, $"{top.Path} is {count}, and logprobs is not true; it must be true then.");
        }

        options.LogprobCount = isAsked ? count ?? 0 : null;
    }

    /// <summary>Reads the fields of Completions: the numbers of alternatives.</summary>
    public static void ReadText(JsonField body, QwenChatOptions options)
    {
        options.LogprobCount = body["logprobs"].Integer(0, TokenLogprobs.MaxTopCount);
        options.PromptLogprobCount = body["prompt_logprobs"].Integer(0, TokenLogprobs.MaxTopCount);
    }

    /// <summary>Writes the log-probabilities of an answer's tokens; null if there are none.</summary>
    public TokenLogprobList? ChatOf(IReadOnlyCollection<TokenLogprobs> logprobs) => logprobs.Count == 0 ? null : new TokenLogprobList([.. Shown(logprobs).Select(token => new TokenLogprobList.Entry(
        texts.TextOf(token.Sampled.Id), token.Sampled.Logprob, texts.BytesOf(token.Sampled.Id), [.. token.Top.Select(top => new TokenLogprobList.Alternative(texts.TextOf(top.Id), top.Logprob, texts.BytesOf(top.Id)))]))]);

    /// <summary>Writes those of Completions; null if there are none.</summary>
    /// <param name="offset">The length of the answer's text before the tokens.</param>
    public TextCompletion.TokenLogprobs? TextOf(IReadOnlyCollection<TokenLogprobs> logprobs, int offset)
    {
        if (logprobs.Count == 0)
        {
            return null;
        }

        TokenLogprobs[] shown = [.. Shown(logprobs)];
        string[] tokens = [.. shown.Select(token => texts.TextOf(token.Sampled.Id))];
        int[] offsets = new int[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            offsets[i] = offset;
            offset += tokens[i].Length;
        }

        return new TextCompletion.TokenLogprobs(tokens, [.. shown.Select(token => token.Sampled.Logprob)], [.. shown.Select(TopOf)], offsets);
    }

    /// <summary>Writes those of a prompt as vLLM does: an object for each token, with token ids as names; null for the first.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, TextCompletion.PromptLogprob>?>? PromptOf(IReadOnlyList<TokenLogprobs?>? logprobs) =>
        logprobs is null ? null : [.. logprobs.Select(PromptEntryOf)];

    private Dictionary<string, TextCompletion.PromptLogprob>? PromptEntryOf(TokenLogprobs? token)
    {
        if (token is null)
        {
            return null;
        }

        Dictionary<string, TextCompletion.PromptLogprob> entry = [];
        foreach ((TokenLogprob top, int index) in token.Top.Select((top, index) => (top, index)))
        {
            entry[Name(top.Id)] = new TextCompletion.PromptLogprob(top.Logprob, index + 1, texts.TextOf(top.Id));
        }

        // Below the most likely ones its rank is not known.
        entry.TryAdd(Name(token.Sampled.Id), new TextCompletion.PromptLogprob(token.Sampled.Logprob, null, texts.TextOf(token.Sampled.Id)));
        return entry;
    }

    // Several tokens may show the same text, such as halves of characters: the most likely one counts.
    private Dictionary<string, float> TopOf(TokenLogprobs token)
    {
        Dictionary<string, float> top = [];
        foreach (TokenLogprob candidate in token.Top.Append(token.Sampled))
        {
            top.TryAdd(texts.TextOf(candidate.Id), candidate.Logprob);
        }

        return top;
    }

    private IEnumerable<TokenLogprobs> Shown(IEnumerable<TokenLogprobs> logprobs) => logprobs.Where(token => !texts.IsHidden(token.Sampled.Id));

    private static string Name(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
