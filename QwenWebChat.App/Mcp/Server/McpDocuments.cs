using System.Globalization;
using ModelContextProtocol;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The documents of the owner, as the tools find them by id.</summary>
internal sealed class McpDocuments(DocumentStore store, DocumentDesk desk, CurrentOwner owner)
{
    public Guid OwnerId => owner.Id;

    /// <summary>The API key of the request; empty without one.</summary>
    public string Key => owner.KeyId?.ToString() ?? "";

    /// <summary>Lists all documents, the newest first.</summary>
    public Task<IReadOnlyList<Document>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(owner.Id, cancellationToken);

    /// <summary>Opens a document and its text.</summary>
    /// <exception cref="McpException">There is no such document, or its text is not read.</exception>
    public async Task<(Document Document, DocumentText Text)> OpenAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out Guid parsed) || await store.FindAsync(owner.Id, parsed, cancellationToken).ConfigureAwait(false) is not { } document)
        {
            throw new McpException($"There is no document with the id {(id.Length > 40 ? $"{id[..40]}…" : id)}; list_documents lists the ids.");
        }

        return document.State switch
        {
            DocumentState.Reading => throw new McpException($"{document.Name} is still being read{Progress(document.Id)}; try again in a moment."),
            DocumentState.Failed => throw new McpException($"{document.Name} could not be read ({document.Failure}); the app's page Documents says more."),
            _ => (document, await store.OpenTextAsync(owner.Id, document.Id, cancellationToken).ConfigureAwait(false)
                ?? throw new McpException($"The text of {document.Name} cannot be opened; have it read again in the app's page Documents.")),
        };
    }

    private string Progress(Guid id) => desk.ProgressOf(id) is { PageCount: > 0 and { } count } progress
        ? string.Create(CultureInfo.InvariantCulture, $" ({progress.PagesDone} of {count} pages)")
        : "";
}
