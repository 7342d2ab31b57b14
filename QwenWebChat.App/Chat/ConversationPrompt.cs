using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Chat;

/// <summary>The prompt that is built of a conversation.</summary>
internal static class ConversationPrompt
{
    /// <summary>The system message, then the messages from where the model begins to read, with what they rest on.</summary>
    /// <param name="defaultSystem">The model's own system message; null where it has none.</param>
    public static List<ChatMessage> Build(IReadOnlyList<ConversationMessage> path, ChatSetup setup, SentSources? sources = null, string? defaultSystem = null)
    {
        List<ChatMessage> prompt = [];
        if (System(path, setup, defaultSystem) is { } system)
        {
            prompt.Add(new ChatMessage(ChatRole.System, system));
        }

        int first = prompt.Count;
        prompt.AddRange(path.Skip(FirstSent(path)).Where(IsSent).Select(message => ToChat(message, IsContinued(path, message))));
        if (sources is not null)
        {
            int question = prompt.FindLastIndex(message => message.Role == ChatRole.User);
            prompt.Insert(sources.IsBeforeQuestion && question >= first ? question : first, sources.Message);
        }

        return prompt;
    }

    /// <summary>The index of the first message that is sent.</summary>
    public static int FirstSent(IReadOnlyList<ConversationMessage> path) => CutOf(path) is { } cut ? IndexOf(path, cut.FromId) : 0;

    /// <summary>What holds for the whole path: the last choice on it whose message is there.</summary>
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

    /// <summary>Null for the model's own.</summary>
    public static string? System(IReadOnlyList<ConversationMessage> path, ChatSetup setup, string? defaultSystem) => CutOf(path)?.Summary is { Length: > 0 } summary
        ? $"{setup.SystemPrompt ?? defaultSystem}\n\nSummary of the conversation so far:\n{summary}".TrimStart('\n')
        : setup.SystemPrompt;

    /// <summary>The message as the model reads it: an answer without its reasoning, a question with its attachments.</summary>
    /// <param name="isContinued">Whether the model goes on writing this answer, for which it needs all of it.</param>
    public static ChatMessage ToChat(ConversationMessage message, bool isContinued = false) =>
        message.IsUser ? new(ChatRole.User, message.Attachments.Count == 0 ? message.Text : WithAttachments(message))
        : new(ChatRole.Assistant, isContinued ? message.Text : AnswerPart.WithoutReasoning(message.Text));

    /// <summary>Tells whether the model is sent the message: an answer of nothing but reasoning is not.</summary>
    public static bool IsSent(ConversationMessage message) =>
        message.Attachments.Count > 0 || (message.IsUser ? message.Text : AnswerPart.WithoutReasoning(message.Text)).Length > 0;

    /// <summary>Tells whether the message is the answer at the end of the path, which the model goes on writing.</summary>
    public static bool IsContinued(IReadOnlyList<ConversationMessage> path, ConversationMessage message) => !message.IsUser && ReferenceEquals(message, path[^1]);

    private static string WithAttachments(ConversationMessage message)
    {
        StringBuilder text = new();
        foreach (MessageAttachment attachment in message.Attachments)
        {
            text.Append("<file name=\"").Append(attachment.Name.Replace('"', '\'')).Append("\">\n").Append(attachment.Text.TrimEnd()).Append("\n</file>\n\n");
        }

        return text.Append(message.Text).ToString();
    }

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
