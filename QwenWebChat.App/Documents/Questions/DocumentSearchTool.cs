using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Tools;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Searches all documents of an owner for the passages that match words best.</summary>
/// <param name="maxCharacters">The maximum number of characters that one search reads; by default a library of some ten thousand pages.</param>
internal sealed class DocumentSearchTool(DocumentStore documents, long maxCharacters = 20_000_000) : IChatTool
{
    // About 2,000 tokens of any script.
    private const int MaxPassages = 5;

    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "query": { "type": "string", "description": "The words to search for, in the language of the documents." }
          },
          "required": ["query"],
          "additionalProperties": false
        }
        """;

    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration(
        "search_documents", "Searches the user's own documents and returns the passages that match best, with document and page.", JsonElement.Parse(Schema));

    public async Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken)
    {
        List<ulong> terms = arguments.TryGetProperty("query", out JsonElement query) && query.ValueKind == JsonValueKind.String ? SearchTerms.Of(query.GetString()!) : [];
        if (terms.Count == 0)
        {
            throw new ToolException("query: found no word; expected words to search for.");
        }

        Document[] all = [.. (await documents.ListAsync(ownerId, cancellationToken).ConfigureAwait(false)).Where(document => document.State == DocumentState.Ready)];
        if (all.Length == 0)
        {
            return new ToolResult("The user has no documents that are read.");
        }

        (List<(Document Document, DocumentText Text)> opened, int left) = await OpenAsync(all, ownerId, cancellationToken).ConfigureAwait(false);
        Bm25Search search = new([.. opened.Select(entry => Bm25Index.For(entry.Text))]);
        (Document Document, DocumentText Text, Passage Passage)[] found =
            [.. search.Find(terms).Take(MaxPassages).Select(hit => (opened[hit.Index].Document, opened[hit.Index].Text, hit.Passage))];
        return Compose(found, left > 0 ? string.Create(CultureInfo.InvariantCulture, $"Only the newest {opened.Count} of {all.Length} documents were searched.") : null);
    }

    // Newest first; what does not fit into the limit is left out, and told.
    private async Task<(List<(Document Document, DocumentText Text)> Opened, int LeftCount)> OpenAsync(Document[] all, Guid ownerId, CancellationToken cancellationToken)
    {
        List<(Document Document, DocumentText Text)> opened = [];
        long characters = 0;
        foreach ((int index, Document document) in all.Index())
        {
            characters += document.CharacterCount;
            if (characters > maxCharacters && index > 0)
            {
                return (opened, all.Length - index);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (await documents.OpenTextAsync(ownerId, document.Id, cancellationToken).ConfigureAwait(false) is { } text)
            {
                _ = Bm25Index.For(text);
                opened.Add((document, text));
            }
        }

        return (opened, 0);
    }

    private static ToolResult Compose((Document Document, DocumentText Text, Passage Passage)[] found, string? note)
    {
        StringBuilder text = new();
        List<ToolSource> sources = [];
        foreach ((Document document, DocumentText content, Passage passage) in found)
        {
            int? page = content.PageAt(passage.Start)?.Number;
            sources.Add(new ToolSource(document.Id, document.Name, page, passage.Start, passage.Length));
            text.Append(CultureInfo.InvariantCulture, $"[{sources.Count}] {document.Name}{(page is null ? "" : $", page {page}")}\n")
                .Append(content.Text.AsSpan(passage.Start, passage.Length).Trim()).Append("\n\n");
        }

        text.Append(found.Length == 0 ? "No document contains any of these words." : "").Append(note is null ? "" : $" {note}");
        return new ToolResult(text.ToString().Trim()) { Sources = sources };
    }
}
