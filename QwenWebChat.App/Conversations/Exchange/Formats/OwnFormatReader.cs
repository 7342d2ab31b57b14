using System.Text.Json;
using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Reads this app's export (<see cref="ExchangeJson"/>).</summary>
internal static class OwnFormatReader
{
    public static bool Handles(JsonElement root) => root.TryGet("format") is not null;

    /// <exception cref="ImportException">The file as a whole is invalid.</exception>
    public static IEnumerable<ImportedValue> Chats(JsonElement root)
    {
        JsonElement format = root.GetProperty("format");
        if (root.TryGetText("format") != ExchangeJson.FormatName)
        {
            throw new ImportException("format", format.Describe(), $"\"{ExchangeJson.FormatName}\"");
        }

        if (root.TryGetWhole("version") is > ExchangeJson.PresentVersion and int version)
        {
            throw new ImportException("version", $"{version}", $"{ExchangeJson.PresentVersion} or less; a newer QwenWebChat wrote this file");
        }

        return root.IsList("conversations")
            ? root.List("conversations").Select((chat, index) => new ImportedValue($"conversations[{index}]", chat))
            : throw new ImportException("The file", "no list of conversations", "conversations, as QwenWebChat exports them");
    }

    /// <exception cref="ImportException">The chat is invalid. The message names the place and the error.</exception>
    public static ImportedConversation Read(JsonElement chat, string where, ImportContext context)
    {
        ExportedConversation conversation = Deserialize(chat, where);
        CheckTime(conversation.CreatedAt, $"{where}.createdAt");
        IReadOnlyList<ImportedMessage> messages = [.. conversation.Messages.Select((message, place) => Imported(message, $"{where}.messages[{place}]"))];
        return new ImportedConversation(where, conversation.Title, conversation.CreatedAt, conversation.UpdatedAt, ImportedTree.Order(messages))
        {
            IsTitleOwn = conversation.IsTitleOwn,
            IsPinned = conversation.IsPinned,
            IsArchived = conversation.IsArchived,
            Folder = conversation.Folder,
            SystemPrompt = conversation.SystemPrompt,
            Settings = conversation.Settings ?? SamplingOverrides.None,
            Format = Checked(conversation.OutputFormat, $"{where}.outputFormat"),
            Tools = conversation.Tools ?? ToolNameSet.None,
            ActiveLeafId = conversation.ActiveLeafId?.ToString(),
        };
    }

    private static ExportedConversation Deserialize(JsonElement chat, string where)
    {
        try
        {
            return chat.Deserialize<ExportedConversation>(ExchangeJson.Format) ?? throw new ImportException(where, "null", "a conversation");
        }
        catch (JsonException exception)
        {
            // The serializer's message ends with a path that the exception already names.
            string found = exception.Message.Split(" Path: ", 2)[0].TrimEnd('.');
            throw new ImportException(where + exception.Path?.TrimStart('$'), found, $"a field as QwenWebChat writes it in version {ExchangeJson.PresentVersion}", exception);
        }
    }

    // The serializer accepts null as an element of any list.
    private static ImportedMessage Imported(ExportedMessage? message, string where)
    {
        if (message is null || message.Attachments?.Contains(null!) == true)
        {
            throw new ImportException(message is null ? where : $"{where}.attachments", "null", "an object");
        }

        CheckTime(message.CreatedAt, $"{where}.createdAt");
        return new ImportedMessage(where, message.Id.ToString(), message.ParentId?.ToString(), message.Role, message.Text, message.State, message.CreatedAt)
        {
            Figures = message.Figures,
            Feedback = message.Feedback,
            Attachments = message.Attachments ?? [],
            Cut = message.Cut,
            ToolCalls = OwnToolCalls.Checked(message, where),
        };
    }

    // Whether the engine supports the schema is told when it is used: compiling thousands of them could take an hour.
    private static OutputFormat Checked(OutputFormat? format, string where)
    {
        if (format is not { Kind: OutputFormatKind.JsonSchema })
        {
            return format is null ? OutputFormat.FreeText : format with { Schema = null };
        }

        return SchemaCheck.FindSyntaxError(format.Schema ?? "") is not { } error ? format
            : throw new ImportException($"{where}.schema", format.Schema is null ? "nothing" : $"text that is not JSON at line {error.Line}, column {error.Column}", "a JSON Schema as text");
    }

    private static void CheckTime(DateTimeOffset time, string where)
    {
        if (time < DateTimeOffset.UnixEpoch)
        {
            throw new ImportException(where, $"{time:O}", "a time after 1970");
        }
    }
}
