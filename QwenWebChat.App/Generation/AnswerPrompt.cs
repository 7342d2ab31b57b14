using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Generation;

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

    public static AnswerPrompt Of(QwenTokenizer tokenizer, IReadOnlyList<ChatMessage> messages, QwenChatOptions options)
    {
        (bool continues, IReadOnlyList<int> continued) = (options.ContinuesAnswer, options.ContinuedIds);
        List<ChatMlMessage> mapped = ChatMlMapping.ToChatMl(messages, options);
        ChatTemplate template = tokenizer.ChatTemplate;
        int[] start = tokenizer.Encode(template.AnswerStart, parseSpecial: true);
        if (continues && mapped.Count > 1 && RestOf(tokenizer, continued, mapped[^1].Content) is { } rest)
        {
            ChatPrompt before = (template with { AnswerStart = "" }).Render([.. mapped.SkipLast(1)], ChatMlMapping.ToolsOf(options));
            bool beginsByTemplate = continued.Take(start.Length).SequenceEqual(start);
            return new AnswerPrompt([.. tokenizer.Encode(before), .. continued])
            {
                ContinuedCount = continued.Count - (beginsByTemplate ? start.Length : 0),
                StartText = rest,
            };
        }

        int[] ids = tokenizer.Encode(template.Render(mapped, ChatMlMapping.ToolsOf(options), continues ? TemplateEnd.LastAnswer : TemplateEnd.NewAnswer));
        return continues ? new AnswerPrompt(ids) : new AnswerPrompt(ids) { StartText = template.AnswerStart, StartIds = start };
    }

    /// <summary>Returns the text of the ids that is missing in the answer, such as text held back for a stop string; null if the ids are not those of the answer.</summary>
    private static string? RestOf(QwenTokenizer tokenizer, IReadOnlyList<int> ids, string? answer)
    {
        StreamingDetokenizer detokenizer = tokenizer.CreateDetokenizer();
        string text = string.Concat(ids.Select(detokenizer.Append));
        return ids.Count > 0 && answer is not null && text.StartsWith(answer, StringComparison.Ordinal) ? text[answer.Length..] : null;
    }
}
