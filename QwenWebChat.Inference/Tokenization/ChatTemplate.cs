using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The chat template of the Qwen2.5 family (ChatML with tools), implemented in code. Source of the behaviour: the
/// chat_template of Qwen2.5-7B-Instruct, as in ggerganov/llama.cpp,
/// <c>models/templates/Qwen-Qwen2.5-7B-Instruct.jinja</c>. Models of the family differ in two texts.
/// </summary>
/// <param name="DefaultSystem">The system message if the conversation has none; null for none.</param>
/// <param name="AnswerStart">The text that every new answer begins with, such as <c>&lt;think&gt;\n</c>; usually empty.</param>
public sealed record ChatTemplate(string? DefaultSystem, string AnswerStart = "")
{
    /// <summary>Qwen2.5's template, also used for a model without one.</summary>
    public static readonly ChatTemplate Qwen25 = new("You are Qwen, created by Alibaba Cloud. You are a helpful assistant.");

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">The messages, at least one. A system message that is not the first stays in its place.</param>
    /// <param name="tools">The functions that may be called, as OpenAI's JSON objects; null or empty for none.</param>
    /// <param name="end">The open part at the end of the prompt.</param>
    /// <exception cref="ArgumentException">The template cannot render a message.</exception>
    /// <exception cref="FormatException">A string in the JSON of tools or arguments contains half a surrogate pair.</exception>
    public ChatPrompt Render(
        IReadOnlyList<ChatMlMessage> messages,
        IReadOnlyList<JsonElement>? tools = null,
        TemplateEnd end = TemplateEnd.NewAnswer)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            throw new ArgumentException("messages: found none; expected at least one.", nameof(messages));
        }

        if (end == TemplateEnd.LastAnswer && messages[^1] is not { Role: "assistant", Content.Length: > 0, ToolCalls: null or { Count: 0 } })
        {
            throw new ArgumentException($"messages[{messages.Count - 1}]: only an assistant's text can be continued.", nameof(messages));
        }

        ChatPrompt.Builder prompt = new();
        AppendSystem(prompt, messages[0], tools ?? []);
        for (int i = 0; i < messages.Count; i++)
        {
            bool isHead = i == 0 && messages[i].Role == "system";
            bool isOpen = end == TemplateEnd.LastAnswer && i == messages.Count - 1;
            if (!isHead && !isOpen)
            {
                AppendMessage(prompt, messages, i);
            }
        }

        if (end != TemplateEnd.Closed)
        {
            prompt.AppendToken(SpecialTokens.ImStartText).Append("assistant\n");
        }

        if (end == TemplateEnd.LastAnswer)
        {
            AppendOpenAnswer(prompt, messages[^1].Content!);
        }
        else if (end == TemplateEnd.NewAnswer)
        {
            prompt.AppendOwn(AnswerStart);
        }

        return prompt.Build();
    }

    private void AppendOpenAnswer(ChatPrompt.Builder prompt, string text)
    {
        bool beginsByTemplate = text.StartsWith(AnswerStart, StringComparison.Ordinal);
        prompt.AppendOwn(beginsByTemplate ? AnswerStart : "").Append(beginsByTemplate ? text[AnswerStart.Length..] : text);
    }

    private void AppendSystem(ChatPrompt.Builder prompt, ChatMlMessage first, IReadOnlyList<JsonElement> tools)
    {
        bool isGiven = first.Role == "system";
        if (!isGiven && DefaultSystem is null && tools.Count == 0)
        {
            return;
        }

        prompt.AppendToken(SpecialTokens.ImStartText).Append("system\n");
        if (isGiven)
        {
            prompt.Append(RequireContent(first, 0));
        }
        else
        {
            prompt.AppendOwn(DefaultSystem ?? "");
        }

        if (tools.Count > 0)
        {
            AppendTools(prompt, tools);
        }

        prompt.AppendToken(SpecialTokens.ImEndText).Append("\n");
    }

    private static void AppendTools(ChatPrompt.Builder prompt, IReadOnlyList<JsonElement> tools)
    {
        prompt.Append("\n\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\n")
            .Append("You are provided with function signatures within <tools></tools> XML tags:\n<tools>");
        foreach (JsonElement tool in tools)
        {
            prompt.Append("\n").Append(TemplateJson.Write(tool));
        }

        prompt.Append("\n</tools>\n\nFor each function call, return a json object with function name and arguments within ")
            .AppendToken(ToolGrammar.CallStart).AppendToken(ToolGrammar.CallEnd).Append(" XML tags:\n")
            .AppendToken(ToolGrammar.CallStart).Append("\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n")
            .AppendToken(ToolGrammar.CallEnd);
    }

    private static void AppendMessage(ChatPrompt.Builder prompt, IReadOnlyList<ChatMlMessage> messages, int index)
    {
        ChatMlMessage message = messages[index];
        switch (message.Role)
        {
            case "assistant" when message.ToolCalls is { Count: > 0 } calls:
                AppendToolCalls(prompt, message.Content, calls);
                break;
            case "system" or "user" or "assistant":
                prompt.AppendToken(SpecialTokens.ImStartText).Append(message.Role).Append("\n")
                    .Append(RequireContent(message, index)).AppendToken(SpecialTokens.ImEndText).Append("\n");
                break;
            case "tool":
                AppendToolResponse(prompt, messages, index);
                break;
            default:
                throw new ArgumentException(
                    $"messages[{index}].role: found '{message.Role}'; expected system, user, assistant or tool.", nameof(messages));
        }
    }

    private static void AppendToolCalls(ChatPrompt.Builder prompt, string? content, IReadOnlyList<ChatMlToolCall> calls)
    {
        prompt.AppendToken(SpecialTokens.ImStartText).Append("assistant");
        if (!string.IsNullOrEmpty(content))
        {
            prompt.Append("\n").Append(content);
        }

        foreach (ChatMlToolCall call in calls)
        {
            prompt.Append("\n").AppendToken(ToolGrammar.CallStart)
                .Append("\n{\"name\": \"").Append(call.Name)
                .Append("\", \"arguments\": ").Append(TemplateJson.Write(call.Arguments)).Append("}\n")
                .AppendToken(ToolGrammar.CallEnd);
        }

        prompt.AppendToken(SpecialTokens.ImEndText).Append("\n");
    }

    // Consecutive tool answers share one user turn.
    private static void AppendToolResponse(ChatPrompt.Builder prompt, IReadOnlyList<ChatMlMessage> messages, int index)
    {
        if (index == 0 || messages[index - 1].Role != "tool")
        {
            prompt.AppendToken(SpecialTokens.ImStartText).Append("user");
        }

        prompt.Append("\n<tool_response>\n").Append(RequireContent(messages[index], index)).Append("\n</tool_response>");
        if (index == messages.Count - 1 || messages[index + 1].Role != "tool")
        {
            prompt.AppendToken(SpecialTokens.ImEndText).Append("\n");
        }
    }

    private static string RequireContent(ChatMlMessage message, int index) =>
        message.Content ?? throw new ArgumentException(
            $"messages[{index}].content: found null; expected text (only an assistant's message with tool calls may have none).");
}
