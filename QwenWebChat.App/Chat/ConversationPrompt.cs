using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Chat;

/// <summary>Builds the prompt of a conversation.</summary>
internal static class ConversationPrompt
{
    /// <summary>Returns the system message, then the messages that are sent, with the text of the documents.</summary>
    /// <param name="defaultSystem">The model's own system message; null if it has none.</param>
    public static List<ChatMessage> Build(IReadOnlyList<ConversationMessage> path, ChatSetup setup, SentSources? sources = null, string? defaultSystem = null)
    {
        List<ChatMessage> prompt = [];
        if (System(path, setup, defaultSystem) is { } system)
        {
            prompt.Add(new ChatMessage(ChatRole.System, system));
        }

        int first = prompt.Count;
        prompt.AddRange(path.Skip(FirstSent(path)).Where(IsSent).SelectMany(message => ToChat(message, IsContinued(path, message))));
        if (sources is not null)
        {
            int question = prompt.FindLastIndex(message => message.Role == ChatRole.User);
            prompt.Insert(sources.IsBeforeQuestion && question >= first ? question : first, sources.Message);
        }

        return prompt;
    }

    /// <summary>Returns the index of the first message that is sent.</summary>
    public static int FirstSent(IReadOnlyList<ConversationMessage> path) => CutOf(path) is { } cut ? IndexOf(path, cut.FromId) : 0;

    /// <summary>Returns the history cut of a path: the last one whose first sent message is on the path.</summary>
    public static HistoryCut? CutOf(IReadOnlyList<ConversationMessage> path)
    {
        for (int i = path.Count - 1; i >= 0; i--)
        {
            if (path[i].Cut is { } cut && IndexOf(path, cut.FromId) >= 0)
            {
                return cut;
            }
        }

        return null;
    }

    /// <summary>Returns the system message to send; null for the model's own.</summary>
    public static string? System(IReadOnlyList<ConversationMessage> path, ChatSetup setup, string? defaultSystem) => CutOf(path)?.Summary is { Length: > 0 } summary
        ? $"{setup.SystemPrompt ?? defaultSystem}\n\nSummary of the conversation so far:\n{summary}".TrimStart('\n')
        : setup.SystemPrompt;

    /// <summary>Returns the response format of a request for an answer; null for free text.</summary>
    public static ChatResponseFormat? ResponseFormat(ChatSetup setup) => setup.Format.Kind switch
    {
        OutputFormatKind.Json => ChatResponseFormat.Json,
        OutputFormatKind.JsonSchema => ChatResponseFormat.ForJsonSchema(JsonElement.Parse(setup.Format.Schema ?? "", SchemaCheck.Reading)),
        _ => null,
    };

    /// <summary>
    /// Returns the messages as which the model reads one of the conversation: a question with its attachments, an answer without
    /// its reasoning. An answer with calls of tools is several messages, as the model wrote and read them.
    /// </summary>
    /// <param name="isContinued">True if the model continues this answer, for which it needs all of it.</param>
    public static IEnumerable<ChatMessage> ToChat(ConversationMessage message, bool isContinued = false)
    {
        if (message.IsUser)
        {
            return [new ChatMessage(ChatRole.User, message.Attachments.Count == 0 ? message.Text : WithAttachments(message))];
        }

        return AnswerRound.Split(message)
            .Select(round => isContinued ? round : round with { Text = AnswerPart.WithoutReasoning(round.Text) })
            .SelectMany((round, index) => round.Calls.Count > 0 ? ToolMessages.Of(round, $"{message.Id:N}-{index}")
                : round.Text.Length > 0 || message.ToolCalls.Count == 0 ? [new ChatMessage(ChatRole.Assistant, round.Text)]
                : []);
    }

    /// <summary>Returns whether the message is sent: an answer that is only reasoning is not.</summary>
    public static bool IsSent(ConversationMessage message) =>
        message.Attachments.Count > 0 || message.ToolCalls.Count > 0 || (message.IsUser ? message.Text : AnswerPart.WithoutReasoning(message.Text)).Length > 0;

    /// <summary>Returns whether the message is the answer at the end of the path, which the model continues.</summary>
    public static bool IsContinued(IReadOnlyList<ConversationMessage> path, ConversationMessage message) => !message.IsUser && ReferenceEquals(message, path[^1]);

    private static string WithAttachments(ConversationMessage message) => string.Concat([.. message.Attachments.Select(attachment => attachment.ToPrompt()), message.Text]);

    private static int IndexOf(IReadOnlyList<ConversationMessage> path, Guid id)
    {
        for (int i = 0; i < path.Count; i++)
        {
            if (path[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
