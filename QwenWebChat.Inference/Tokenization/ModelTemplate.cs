using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization.Jinja;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The chat template of a model, recognized by its output: it renders a few short conversations, and if each result is
/// what <see cref="ChatTemplate"/> writes, with the model's own default system message and answer start, it is one of
/// the family's forms. Any other template is not used.
/// </summary>
/// <param name="Template">The template that prompts are rendered with.</param>
/// <param name="Source">The file or key that contains the model's template; null if it has none.</param>
/// <param name="Problem">The reason why the model's template is not used, in a few words; null if it is used.</param>
public sealed record ModelTemplate(ChatTemplate Template, string? Source = null, string? Problem = null)
{
    private const string UserTurn = "<|im_start|>user\none<|im_end|>\n";
    private const string AnswerTurn = "<|im_start|>assistant\n";
    private const string SystemStart = "<|im_start|>system\n";
    private const string SystemEnd = "<|im_end|>\n";

    private static readonly ChatMlMessage System = new("system", "zero");
    private static readonly ChatMlMessage User = new("user", "one");
    private static readonly ChatMlMessage Assistant = new("assistant", "two");
    private static readonly ChatMlMessage Second = new("user", "three");

    // Every kind of turn, alone and after others, with and without a system message.
    private static readonly ChatMlMessage[][] Conversations = [[User], [System, User], [User, Assistant, Second], [System, User, Assistant, Second]];

    internal static ModelTemplate Of(TokenizerContents contents)
    {
        if (contents.Template is not { } own)
        {
            return new ModelTemplate(ChatTemplate.Qwen25);
        }

        try
        {
            return new ModelTemplate(Understand(own.Text, contents), own.Source);
        }
        catch (JinjaException error)
        {
            return new ModelTemplate(ChatTemplate.Qwen25, own.Source, error.Message);
        }
    }

    /// <exception cref="JinjaException">The template is none of the family's forms.</exception>
    private static ChatTemplate Understand(string text, TokenizerContents contents)
    {
        if (text.Length > TemplateText.MaxCharacters)
        {
            throw new JinjaException($"longer than {TemplateText.MaxCharacters} characters");
        }

        JinjaTemplate template = JinjaTemplate.Parse(text);
        (ChatTemplate understood, TemplateEnd end) = Split(Render(template, Conversations[0], contents));
        foreach (ChatMlMessage[] messages in Conversations)
        {
            if (Render(template, messages, contents) != understood.Render(messages, end: end).Text)
            {
                throw new JinjaException("another form of turns");
            }
        }

        return understood;
    }

    /// <summary>
    /// Extracts the default system message and the answer start from a conversation of one question. Some templates
    /// leave the start of the answer to the caller.
    /// </summary>
    private static (ChatTemplate Template, TemplateEnd End) Split(string prompt)
    {
        int turn = prompt.LastIndexOf(UserTurn, StringComparison.Ordinal);
        if (turn < 0)
        {
            throw new JinjaException("turns without <|im_start|> and <|im_end|>");
        }

        string before = prompt[..turn];
        string after = prompt[(turn + UserTurn.Length)..];
        TemplateEnd end = after.Length == 0 ? TemplateEnd.Closed
            : after.StartsWith(AnswerTurn, StringComparison.Ordinal) ? TemplateEnd.NewAnswer
            : throw new JinjaException("answers that open otherwise");
        string start = after.Length == 0 ? "" : after[AnswerTurn.Length..];
        bool hasSystem = before.StartsWith(SystemStart, StringComparison.Ordinal) && before.EndsWith(SystemEnd, StringComparison.Ordinal);
        string? system = before.Length == 0 ? null : hasSystem ? before[SystemStart.Length..^SystemEnd.Length] : throw new JinjaException("text before the first turn");
        bool hasTurns = (system + start).Contains(SpecialTokens.ImStartText, StringComparison.Ordinal) || (system + start).Contains(SpecialTokens.ImEndText, StringComparison.Ordinal);
        return hasTurns ? throw new JinjaException("turns of its own") : (new ChatTemplate(system, start), end);
    }

    private static string Render(JinjaTemplate template, IReadOnlyList<ChatMlMessage> messages, TokenizerContents contents)
    {
        Dictionary<string, object?> variables = new(StringComparer.Ordinal)
        {
            ["messages"] = new List<object?>(messages.Select(message =>
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["role"] = message.Role, ["content"] = message.Content })),
            ["add_generation_prompt"] = true,
            ["tools"] = null,
            ["documents"] = null,
        };
        foreach ((string name, string? token) in ((string, string?)[])[("bos_token", contents.BeginToken), ("eos_token", contents.EndToken)])
        {
            if (token is not null)
            {
                variables[name] = token;
            }
        }

        return template.Render(variables);
    }
}
