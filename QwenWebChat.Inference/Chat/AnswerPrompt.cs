using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Chat;

/// <summary>A prompt as token ids, up to the position where the model continues.</summary>
/// <param name="Ids">All ids of the prompt.</param>
internal sealed record AnswerPrompt(int[] Ids)
{
    /// <summary>The number of ids at the end that the model generated: the continued answer.</summary>
    public int ContinuedCount { get; private init; }

    /// <summary>The text before the first generated token that the page does not show yet.</summary>
    public string StartText { get; private init; } = "";

    /// <summary>The ids with which the template begins a new answer.</summary>
    public int[] StartIds { get; private init; } = [];

    /// <exception cref="ArgumentException">The options hold a prompt of ids, and there are messages.</exception>
    public static AnswerPrompt Of(QwenTokenizer tokenizer, IReadOnlyList<ChatMessage> messages, QwenChatOptions options)
    {
        if (options.PromptIds is { } ids)
        {
            return messages.Count == 0 ? new AnswerPrompt([.. ids])
                : throw new ArgumentException($"PromptIds holds the prompt, and there are {messages.Count} messages; there must be none.");
        }

        List<ChatMlMessage> mapped = ChatMlMapping.ToChatMl(messages, options);
        JsonElement[] tools = ChatMlMapping.ToolsOf(options);
        // A thought that the template begins would not be of the format.
        ChatTemplate template = AnswerFormat.AllowsText(options) ? tokenizer.ChatTemplate : tokenizer.ChatTemplate with { AnswerStart = "" };
        int[] start = tokenizer.Encode(template.AnswerStart, parseSpecial: true);
        if (!options.ContinuesAnswer)
        {
            // A call that must come begins with its token: the model could otherwise spell the tag in pieces.
            string call = options.ToolMode is RequiredChatToolMode ? ToolGrammar.CallStart : "";
            int[] callIds = tokenizer.Encode(call, parseSpecial: true);
            return new AnswerPrompt([.. tokenizer.Encode(template.Render(mapped, tools)), .. callIds])
            {
                ContinuedCount = callIds.Length,
                StartText = template.AnswerStart + call,
                StartIds = [.. start, .. callIds],
            };
        }

        if (mapped.Count > 1 && Continued(tokenizer, mapped[^1].Content ?? "", options) is ({ } continued, { } rest))
        {
            ChatPrompt before = (template with { AnswerStart = "" }).Render([.. mapped.SkipLast(1)], tools);
            bool beginsByTemplate = continued.Take(start.Length).SequenceEqual(start);
            return new AnswerPrompt([.. tokenizer.Encode(before), .. continued])
            {
                ContinuedCount = continued.Count - (beginsByTemplate ? start.Length : 0),
                StartText = rest,
            };
        }

        return new AnswerPrompt(tokenizer.Encode(template.Render(mapped, tools, TemplateEnd.LastAnswer)));
    }

    /// <summary>Returns the tokens of an answer and the rest of their text that it lacks; null if the tokens are unknown and none are needed.</summary>
    private static (IReadOnlyList<int> Ids, string Missing)? Continued(QwenTokenizer tokenizer, string answer, QwenChatOptions options) =>
        RestOf(tokenizer, options.ContinuedIds, answer) is { } rest ? (options.ContinuedIds, rest)
        // A grammar goes on behind the tokens of the answer, whichever they are.
        : AnswerFormat.Of(options) is not null ? (tokenizer.Encode(answer), "")
        : null;

    /// <summary>Returns the text of the ids that is missing in the answer, such as text held back for a stop string; null if the ids are not those of the answer.</summary>
    private static string? RestOf(QwenTokenizer tokenizer, IReadOnlyList<int> ids, string answer)
    {
        StreamingDetokenizer detokenizer = tokenizer.CreateDetokenizer();
        string text = string.Concat(ids.Select(detokenizer.Append));
        return ids.Count > 0 && text.StartsWith(answer, StringComparison.Ordinal) ? text[answer.Length..] : null;
    }
}
