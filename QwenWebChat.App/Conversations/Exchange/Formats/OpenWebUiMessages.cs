using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Reads the messages of one Open WebUI chat.</summary>
internal static class OpenWebUiMessages
{
    /// <summary>Reads the map of <c>history.messages</c>. A message whose parent was deleted becomes a first message.</summary>
    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static void Read(JsonElement map, DraftChat chat)
    {
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            Read(entry.Value, chat, entry.Name);
        }
    }

    private static void Read(JsonElement entry, DraftChat chat, string id)
    {
        string? parent = entry.TryGetText("parentId");
        string where = $"{chat.Where}.chat.history.messages.{id}";
        if (entry.TryGet("role") is null)
        {
            // A deletion in Open WebUI leaves such an entry.
            chat.Add(new DraftMessage(where, id, parent, DraftRole.None));
            return;
        }

        DraftMessage message = chat.Add($"chat.history.messages.{id}", id, parent, entry.TryGetText("role"), entry.TryGetTime("timestamp"), entry.TryGetText("name"));
        if (message.Role == DraftRole.None)
        {
            return;
        }

        (message.State, message.Figures, message.Feedback) = (State(entry), Figures(entry), Feedback(entry));
        MessageParts.Read(entry.TryGet("content"), message, chat);
        if (message.IsBlank)
        {
            // Since 2026 the steps of an answer are also stored here; the content holds them folded.
            MessageParts.Read(entry.TryGet("output"), message, chat);
        }

        message.AddReasoning(entry.TryGetText("reasoning_content"));
        MessageParts.ReadCalls(entry, message);
        foreach (JsonElement file in entry.List("files"))
        {
            ReadFile(file, message, chat);
        }

        // The app cannot store the sources of an answer, nor several answers merged into one.
        foreach (JsonElement _ in entry.List("sources"))
        {
            chat.OmitPart();
        }

        if (entry.TryGet("merged")?.TryGetText("content") is { Length: > 0 })
        {
            chat.OmitPart();
        }

        // Older versions stored images separately from files.
        foreach (JsonElement _ in entry.List("images"))
        {
            chat.OmitPicture();
        }
    }

    // The text of a file, a pasted text or a web page is in one of these places; a collection has none.
    private static void ReadFile(JsonElement file, DraftMessage message, DraftChat chat)
    {
        JsonElement inner = file.TryGet("file") ?? file;
        string? text = inner.TryGet("data")?.TryGetText("content") ?? inner.TryGetText("content") ?? file.TryGetText("content");
        string? name = file.TryGetText("name") ?? inner.TryGetText("filename") ?? inner.TryGetText("name") ?? file.TryGetText("url");
        if (file.TryGetText("type") == "image" || file.TryGetText("content_type")?.StartsWith("image/", StringComparison.Ordinal) == true)
        {
            chat.OmitPicture();
        }
        else if (!string.IsNullOrEmpty(text))
        {
            message.AddAttachment(name, text);
        }
        else
        {
            chat.OmitFile();
        }
    }

    private static MessageFeedback? Feedback(JsonElement entry) =>
        entry.TryGet("annotation")?.TryGetNumber("rating") switch { > 0 => MessageFeedback.Up, < 0 => MessageFeedback.Down, _ => null };

    private static MessageState State(JsonElement entry) =>
        entry.TryGet("error") is { ValueKind: not JsonValueKind.False } ? MessageState.Failed
        : entry.TryGet("done") is { ValueKind: JsonValueKind.False } ? MessageState.Stopped
        : MessageState.Finished;

    private static AnswerFigures? Figures(JsonElement entry)
    {
        JsonElement usage = entry.TryGet("usage") ?? entry.TryGet("info") ?? default;
        AnswerFigures figures = new()
        {
            Model = entry.TryGetText("model"),
            AnswerTokens = usage.TryGetWhole("completion_tokens") ?? usage.TryGetWhole("eval_count"),
            PromptTokens = usage.TryGetWhole("prompt_tokens") ?? usage.TryGetWhole("prompt_eval_count"),
            TokensPerSecond = usage.TryGetNumber("response_token/s"),
        };
        return figures == new AnswerFigures() ? null : figures;
    }
}
