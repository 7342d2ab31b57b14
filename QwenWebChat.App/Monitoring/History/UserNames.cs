using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>
/// Maps the user ids of the engine to names. Names are read in the background, so that rendering never waits for the
/// database; after a failed read the old names remain. Thread-safe.
/// </summary>
internal sealed partial class UserNames(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, ILogger<UserNames> logger)
{
    // A new account or name becomes visible after this time.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile Dictionary<string, string> _names = [];
    private Task _reading = Task.CompletedTask;
    private long? _readAt;
    private bool _isFailing;

    /// <summary>Returns the user's name; the id itself if there is no such user, or if the names were never read.</summary>
    public string Of(string userId)
    {
        _ = RefreshAsync();
        return userId.Length > 0 ? _names.GetValueOrDefault(userId, userId) : userId;
    }

    /// <summary>Returns the ids of users whose names contain a text; case-insensitive.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        _ = RefreshAsync();
        return [.. _names.Where(user => user.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(user => user.Key)];
    }

    /// <summary>Completes when the names are fresh, at once if they already are, and also after a failed read.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            // Does not use the time of day, which may be set back.
            if (_reading.IsCompleted && (_readAt is not { } readAt || time.GetElapsedTime(readAt) >= Age))
            {
                _readAt = time.GetTimestamp();
                _reading = Task.Run(ReadAsync);
            }

            return _reading;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using ChatDbContext context = contexts.CreateDbContext();
            _names = await context.Accounts.Select(owner => new { owner.Id, owner.Name })
                .ToDictionaryAsync(owner => owner.Id.ToString(), owner => owner.Name, StringComparer.OrdinalIgnoreCase).ConfigureAwait(false);
            _isFailing = false;
        }
        catch (Exception exception)
        {
            // Logs a failure once, not each minute.
            if (!_isFailing)
            {
                LogFailed(exception);
            }

            _isFailing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "User names could not be read; the previous names are used")]
    private partial void LogFailed(Exception exception);
}
