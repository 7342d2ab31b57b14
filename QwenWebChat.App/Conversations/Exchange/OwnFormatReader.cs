using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Reads this app's export (<see cref="ExportedFile"/>).</summary>
internal static class OwnFormatReader
{
    public static bool Handles(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out _);

    /// <exception cref="ImportException">What is wrong, and where.</exception>
    public static IReadOnlyList<ImportedConversation> Read(JsonElement root)
    {
        JsonElement format = root.GetProperty("format");
        if (format.ValueKind != JsonValueKind.String || format.GetString() != ExportedFile.FormatName)
        {
            throw new ImportException("format", format.GetRawText(), $"\"{ExportedFile.FormatName}\"");
        }

        if (root.TryGetProperty("version", out JsonElement version) && version.TryGetWhole() is > ExportedFile.PresentVersion)
        {
            throw new ImportException("version", version.GetRawText(), $"{ExportedFile.PresentVersion} or less; a newer QwenWebChat wrote this file");
        }

        return [.. Deserialize(root).Conversations.Select(Imported)];
    }

    private static ExportedFile Deserialize(JsonElement root)
    {
        try
        {
            return root.Deserialize<ExportedFile>(ExchangeJson.Format)!;
        }
        catch (JsonException exception)
        {
            string where = exception.Path is null or "$" ? "The file" : exception.Path.Replace("$.", "", StringComparison.Ordinal);
            // The serializer's message goes on with a path that is already told.
            string found = exception.Message.Split(" Path: ", 2)[0].TrimEnd('.');
            throw new ImportException(where, found, $"a field as QwenWebChat writes it in version {ExportedFile.PresentVersion}", exception);
        }
    }

    private static ImportedConversation Imported(ExportedConversation conversation, int index)
    {
        string where = $"conversations[{index}]";
        return new ImportedConversation(
            where,
            conversation.Title,
            conversation.CreatedAt,
            conversation.UpdatedAt,
            [.. conversation.Messages.Select((message, place) => new ImportedMessage(
                $"{where}.messages[{place}]", message.Id.ToString(), message.ParentId?.ToString(), message.Role, message.Text, message.State, message.CreatedAt)
            {
                Figures = message.Figures,
                Feedback = message.Feedback,
                Attachments = message.Attachments ?? [],
                Cut = message.Cut,
            })])
        {
            IsTitleOwn = conversation.IsTitleOwn,
            IsPinned = conversation.IsPinned,
            IsArchived = conversation.IsArchived,
            Folder = conversation.Folder,
            SystemPrompt = conversation.SystemPrompt,
            Settings = conversation.Settings ?? Data.ConversationSettings.None,
            ActiveLeafId = conversation.ActiveLeafId?.ToString(),
        };
    }
}
