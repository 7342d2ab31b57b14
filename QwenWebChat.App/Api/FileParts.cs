using System.Globalization;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Api;

/// <summary>
/// Replaces the files in messages by their texts, as the chat writes attached files: stored documents, and files that a request
/// brings, which are read and not stored.
/// </summary>
internal sealed class FileParts(DocumentDesk desk, DocumentStore documents, ReaderPool readers)
{
    private const int MaxFiles = 64;

    // The limit of one document: many files take no more memory than the longest one.
    private static readonly int MaxCharacters = ReadingOptions.Default.MaxCharacters;

    /// <summary>Returns the path of the first file in messages; null if they have none.</summary>
    public static string? FindPath(IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(message => message.Contents).FirstOrDefault(IsFile) is { } file ? FileField.PathOf(file) ?? "" : null;

    /// <summary>Returns the messages with the texts of their files. Waits for documents that are still being read.</summary>
    /// <exception cref="ApiException">A file does not exist or cannot be read, there are too many, or the key of the request opens no documents.</exception>
    public async Task<IReadOnlyList<ChatMessage>> ResolveAsync(ApiCall call, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        Guid ownerId = call.OwnerId;
        AIContent[] files = [.. messages.SelectMany(message => message.Contents).Where(IsFile)];
        if (files.Length > MaxFiles)
        {
            throw ApiException.Invalid(FileField.PathOf(files[MaxFiles]) ?? "", $"The request has {files.Length} files; at most {MaxFiles} are allowed.");
        }

        // Before any file is read: the client hears of an unknown id at once.
        foreach (HostedFileContent stored in files.OfType<HostedFileContent>())
        {
            call.Require(ApiScopes.Documents);
            _ = await documents.FindAsync(ownerId, IdOf(stored), cancellationToken).ConfigureAwait(false) ?? throw NotFound(stored);
        }

        Dictionary<AIContent, string> texts = new(ReferenceEqualityComparer.Instance);
        long characters = 0;
        foreach (AIContent file in files)
        {
            MessageAttachment attachment = file is HostedFileContent stored
                ? await OpenAsync(ownerId, stored, cancellationToken).ConfigureAwait(false)
                : await ReadAsync((DataContent)file, cancellationToken).ConfigureAwait(false);
            characters += attachment.Text.Length;
            texts[file] = characters <= MaxCharacters ? attachment.ToPrompt() : throw ApiException.Invalid(
                FileField.PathOf(file) ?? "", string.Create(CultureInfo.InvariantCulture, $"The files up to {attachment.Name} have {characters:N0} characters; at most {MaxCharacters:N0} are allowed in one request."));
        }

        return files.Length == 0 ? messages : [.. messages.Select(message => WithTexts(message, texts))];
    }

    private static bool IsFile(AIContent content) => content is HostedFileContent or DataContent;

    private async Task<MessageAttachment> OpenAsync(Guid ownerId, HostedFileContent stored, CancellationToken cancellationToken)
    {
        Document document = await desk.WhenReadAsync(ownerId, IdOf(stored), cancellationToken).ConfigureAwait(false) ?? throw NotFound(stored);
        if (document.Failure is { } failure)
        {
            throw FileErrors.Of(failure, document.Name, FileField.PathOf(stored));
        }

        DocumentText text = await documents.OpenTextAsync(ownerId, document.Id, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiException(StatusCodes.Status503ServiceUnavailable, $"The text of {document.Name} cannot be opened now.") { Field = FileField.PathOf(stored), Code = "file_not_ready" };
        return Attach(stored, document.Name, text);
    }

    private async Task<MessageAttachment> ReadAsync(DataContent file, CancellationToken cancellationToken)
    {
        string name = DocumentStore.CleanName(file.Name ?? "");
        try
        {
            using Stream content = new MemoryStream(file.Data.ToArray(), writable: false);
            return Attach(file, name, await readers.ReadAsync(content, name, cancellationToken).ConfigureAwait(false));
        }
        catch (DocumentReadException exception)
        {
            throw FileErrors.Of(exception.Error, name, FileField.PathOf(file));
        }
        catch (Exception exception) when (StorageFailure.Of(exception) is { } error)
        {
            throw FileErrors.Of(error, name, FileField.PathOf(file));
        }
    }

    private static MessageAttachment Attach(AIContent file, string name, DocumentText text)
    {
        try
        {
            return MessageAttachment.Of(name, text);
        }
        catch (DocumentReadException exception)
        {
            throw FileErrors.Of(exception.Error, name, FileField.PathOf(file));
        }
    }

    private static ChatMessage WithTexts(ChatMessage message, Dictionary<AIContent, string> texts)
    {
        List<AIContent> contents = [];
        foreach (AIContent content in message.Contents)
        {
            bool isFile = texts.TryGetValue(content, out string? text);
            // A file begins on a line of its own, as in a chat, where no text is before it.
            string gap = isFile && contents is [.., TextContent before] && !before.Text.EndsWith('\n') ? "\n\n" : "";
            contents.Add(isFile ? new TextContent(gap + text) : content);
        }

        ChatMessage resolved = message.Clone();
        resolved.Contents = contents;
        return resolved;
    }

    private static Guid IdOf(HostedFileContent stored) => ObjectIds.Files.Parse(stored.FileId, FileField.PathOf(stored));

    private static ApiException NotFound(HostedFileContent stored) => ObjectIds.Files.NotFound(stored.FileId, FileField.PathOf(stored));
}
