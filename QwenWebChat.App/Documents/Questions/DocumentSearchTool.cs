using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>The model's search in all documents of an owner.</summary>
internal sealed class DocumentSearchTool(DocumentSearch search) : IChatTool
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

        DocumentHits found = await search.FindAsync(ownerId, terms, MaxPassages, cancellationToken).ConfigureAwait(false);
        return found.DocumentCount == 0 ? new ToolResult("The user has no documents that are read.") : Compose(found);
    }

    private static ToolResult Compose(DocumentHits found)
    {
        StringBuilder text = new();
        List<ToolSource> sources = [];
        foreach (DocumentHit hit in found.Hits)
        {
            sources.Add(new ToolSource(hit.Document.Id, hit.Document.Name, hit.Page, hit.Passage.Start, hit.Passage.Length));
            text.Append(CultureInfo.InvariantCulture, $"[{sources.Count}] {hit.Document.Name}{(hit.Page is { } page ? $", page {page}" : "")}\n").Append(hit.Words).Append("\n\n");
        }

        text.Append(found.Hits.Count == 0 ? "No document contains any of these words." : "");
        if (found.SearchedCount < found.DocumentCount)
        {
            text.Append(CultureInfo.InvariantCulture, $" Only the newest {found.SearchedCount} of {found.DocumentCount} documents were searched.");
        }

        return new ToolResult(text.ToString().Trim()) { Sources = sources };
    }
}
