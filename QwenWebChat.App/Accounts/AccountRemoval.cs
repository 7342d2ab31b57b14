using QwenWebChat.App.PersonalData;

namespace QwenWebChat.App.Accounts;

/// <summary>Deletes an account with everything that is its own: running work, rows, files.</summary>
internal sealed class AccountRemoval(AccountStore accounts, PersonalDataRemoval data)
{
    /// <returns>Null if it succeeded, and otherwise why it did not; then nothing was removed.</returns>
    public async Task<AccountFault?> DeleteAsync(Guid id)
    {
        // Ends its sessions first: nothing new begins. It is refused for the last administrator.
        if (await accounts.SetPausedAsync(id, isPaused: true).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        IReadOnlyList<Guid> files = await data.StopAsync(id).ConfigureAwait(false);
        if (await accounts.DeleteAsync(id).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        data.DeleteFiles(files);
        return null;
    }
}
