using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Counts the tokens of documents with the loaded model.</summary>
internal sealed class DocumentTokens(DocumentStore documents, IChatClient client)
{
    // The counts belong to one model.
    private readonly ConditionalWeakTable<IPromptCounter, ConcurrentDictionary<Guid, int>> _counted = [];

    /// <summary>Returns the exact number of tokens of the text; without a model, the last count; null if there is no text or no count.</summary>
    public async Task<int?> CountTokensAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        if (await documents.FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return null;
        }

        if (client.GetService<IPromptCounter>() is not { } counter)
        {
            return document.TokenCount;
        }

        ConcurrentDictionary<Guid, int> counted = _counted.GetOrCreateValue(counter);
        if (document.TokenCount is not null && counted.TryGetValue(id, out int known))
        {
            return known;
        }

        if (await documents.OpenTextAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } text)
        {
            return null;
        }

        int count = await Task.Run(() => Count(counter, text), cancellationToken).ConfigureAwait(false);
        counted[id] = count;
        await documents.SetTokenCountAsync(id, count, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private static int Count(IPromptCounter counter, DocumentText text) =>
        counter.Count(new ChatMessage(ChatRole.User, text.Text)) - counter.Count(new ChatMessage(ChatRole.User, ""));
}
