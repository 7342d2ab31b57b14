using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Inference.Caching;

namespace QwenWebChat.App.Accounts;

/// <summary>Deletes an account with everything that is its own: running work, rows, files.</summary>
internal sealed class AccountRemoval(AccountStore accounts, ConversationDesk conversations, SummaryDesk summaries, DocumentDesk desk, DocumentStore documents, PrefixStore prefixes)
{
    /// <returns>Null if it succeeded, and otherwise why it did not; then nothing was removed.</returns>
    public async Task<AccountFault?> DeleteAsync(Guid id)
    {
        // Ends its sessions first: nothing new begins. It is refused for the last administrator.
        if (await accounts.SetPausedAsync(id, isPaused: true).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        await conversations.StopAsync(id).ConfigureAwait(false);
        IReadOnlyList<Document> own = await documents.ListAsync(id).ConfigureAwait(false);
        foreach (Document document in own)
        {
            await summaries.StopAllAsync(id, document.Id).ConfigureAwait(false);
            await desk.DeleteAsync(id, document.Id).ConfigureAwait(false);
        }

        IReadOnlyList<Guid> files = await documents.ListFilesAsync(id).ConfigureAwait(false);
        if (await accounts.DeleteAsync(id).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        foreach (Guid file in files)
        {
            documents.DeleteFiles(file);
            prefixes.Forget(DocumentDesk.TagOf(file));
        }

        return null;
    }
}
