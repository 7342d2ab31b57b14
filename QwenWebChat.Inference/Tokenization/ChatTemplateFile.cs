using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The input of the chat template, read from JSON: an array of OpenAI-style messages, or an object with <c>messages</c>
/// and optionally <c>tools</c> and <c>add_generation_prompt</c>. Other keys are ignored.
/// </summary>
/// <param name="Messages">The messages, at least one.</param>
/// <param name="Tools">The tools; empty if there are none.</param>
/// <param name="AddGenerationPrompt">True unless the file sets it to false.</param>
public sealed record ChatTemplateFile(
    IReadOnlyList<ChatMlMessage> Messages,
    IReadOnlyList<JsonElement> Tools,
    bool AddGenerationPrompt)
{
    /// <summary>Parses the JSON of such a file.</summary>
    /// <exception cref="FormatException">The JSON is damaged or has another structure; the message has the location.</exception>
    public static ChatTemplateFile Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement.Clone());
        }
        catch (JsonException error)
        {
            throw new FormatException($"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: found damaged JSON; expected messages.", error);
        }
    }

    /// <summary>Renders the prompt for these messages.</summary>
    public ChatPrompt Render(ChatTemplate template) => template.Render(Messages, Tools, AddGenerationPrompt ? TemplateEnd.NewAnswer : TemplateEnd.Closed);

    private static ChatTemplateFile Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return new ChatTemplateFile(ChatMessageReader.ReadMessages(root), [], AddGenerationPrompt: true);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw ChatMessageReader.Error("the file", CheckpointJson.Describe(root), "an array of messages, or an object with messages");
        }

        root.TryGetProperty("messages", out JsonElement messages);
        bool addGenerationPrompt = true;
        if (root.TryGetProperty("add_generation_prompt", out JsonElement flag))
        {
            addGenerationPrompt = flag.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? flag.GetBoolean()
                : throw ChatMessageReader.Error("add_generation_prompt", CheckpointJson.Describe(flag), "true or false");
        }

        return new ChatTemplateFile(ChatMessageReader.ReadMessages(messages), ReadTools(root), addGenerationPrompt);
    }

    private static JsonElement[] ReadTools(JsonElement root)
    {
        if (!root.TryGetProperty("tools", out JsonElement tools) || tools.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (tools.ValueKind != JsonValueKind.Array)
        {
            throw ChatMessageReader.Error("tools", CheckpointJson.Describe(tools), "an array or null");
        }

        JsonElement[] list = [.. tools.EnumerateArray()];
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i].ValueKind != JsonValueKind.Object)
            {
                throw ChatMessageReader.Error($"tools[{i}]", CheckpointJson.Describe(list[i]), "an object");
            }

            ChatMessageReader.RequireWholeCharacters(list[i], $"tools[{i}]");
        }

        return list;
    }
}
