using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Reads the content of a ChatGPT message, whose fields depend on its <c>content_type</c>.</summary>
internal static class ChatGptContent
{
    private static readonly string[] TextFields = ["text", "result", "content", "summary"];

    /// <param name="isCall">True if the message is sent to a tool.</param>
    public static void Read(JsonElement content, DraftMessage message, DraftChat chat, bool isCall)
    {
        switch (content.TryGetText("content_type"))
        {
            case "thoughts":
                foreach (JsonElement thought in content.List("thoughts"))
                {
                    message.AddReasoning(string.Join('\n', new[] { thought.TryGetText("summary"), thought.TryGetText("content") }.Where(text => !string.IsNullOrWhiteSpace(text))));
                }

                break;
            case "reasoning_recap":
                message.AddReasoning(content.TryGetText("content"));
                break;
            case "user_editable_context":
                message.AddText(content.TryGetText("user_profile"));
                message.AddText(content.TryGetText("user_instructions"));
                break;
            case "code" when !isCall && message.Role == DraftRole.Assistant && content.TryGetText("text") is { Length: > 0 } code:
                message.AddText(MarkdownFence.Around(code));
                break;
            default:
                ReadTexts(content, message, chat, isCall);
                break;
        }
    }

    /// <summary>Counts attached files: the export names them without their text. Pictures also occur in the content.</summary>
    public static void CountAttachments(JsonElement metadata, JsonElement content, DraftChat chat)
    {
        int shown = content.List("parts").Count(IsPicture);
        foreach (JsonElement file in metadata.List("attachments"))
        {
            bool isPicture = (file.TryGetText("mimeType") ?? file.TryGetText("mime_type"))?.StartsWith("image/", StringComparison.Ordinal) == true;
            if (!isPicture)
            {
                chat.OmitFile();
            }
            else if (shown-- <= 0)
            {
                chat.OmitPicture();
            }
        }
    }

    private static void ReadTexts(JsonElement content, DraftMessage message, DraftChat chat, bool isCall)
    {
        foreach (string text in Texts(content, chat))
        {
            if (isCall)
            {
                message.AddNote(ToolNote.Call(message.ToolName, text));
            }
            else
            {
                message.AddText(text);
            }
        }
    }

    // Returns the parts, or else the single text of an output, a quotation, a page or an error, in any field.
    private static IEnumerable<string> Texts(JsonElement content, DraftChat chat)
    {
        if (!content.IsList("parts"))
        {
            string? text = TextFields.Select(name => content.TryGetText(name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
            return text is null ? [] : [text];
        }

        return content.List("parts").Select(part => TextOf(part, chat)).Where(text => !string.IsNullOrWhiteSpace(text)).OfType<string>();
    }

    private static string? TextOf(JsonElement part, DraftChat chat)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            return part.GetString();
        }

        if (IsPicture(part))
        {
            chat.OmitPicture();
        }
        else if (part.TryGetText("text") is { } text)
        {
            // The transcript of audio.
            return text;
        }
        else if (part.ValueKind != JsonValueKind.Null)
        {
            chat.OmitPart();
        }

        return null;
    }

    private static bool IsPicture(JsonElement part) => part.TryGetText("content_type") == "image_asset_pointer";
}
