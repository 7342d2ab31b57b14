using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Searches all documents of an owner for the passages that match words best.</summary>
/// <param name="maxCharacters">The maximum number of characters that one search reads; by default a library of some ten thousand pages.</param>
internal sealed class DocumentSearch(DocumentStore documents, long maxCharacters = 20_000_000)
{
    /// <param name="terms">The words, as <see cref="SearchTerms"/> returns them.</param>
    public async Task<DocumentHits> FindAsync(Guid ownerId, IReadOnlyCollection<ulong> terms, int maxHits, CancellationToken cancellationToken)
    {
        Document[] all = [.. (await documents.ListAsync(ownerId, cancellationToken).ConfigureAwait(false)).Where(document => document.State == DocumentState.Ready)];
        (List<(Document Document, DocumentText Text)> opened, int left) = await OpenAsync(all, ownerId, cancellationToken).ConfigureAwait(false);
        Bm25Search search = new([.. opened.Select(entry => Bm25Index.For(entry.Text))]);
        DocumentHit[] hits = [.. search.Find(terms).Take(maxHits).Select(hit => new DocumentHit(opened[hit.Index].Document, opened[hit.Index].Text, hit.Passage))];
        return new DocumentHits(hits, all.Length, all.Length - left);
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
}
