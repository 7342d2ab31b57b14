using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>
/// The names of those who ask, by the ids that the engine knows them under. They are read in the background, so that whoever
/// draws never waits for the database; where it cannot be read, the names stay as they were. Any thread may ask.
/// </summary>
internal sealed partial class UserNames(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, ILogger<UserNames> logger)
{
    // A new account or name is seen this much later.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile Dictionary<string, string> _names = [];
    private Task _reading = Task.CompletedTask;
    private long? _readAt;
    private bool _isFailing;

    /// <summary>The id itself where nobody has it, or where the names were never read.</summary>
    public string Of(string userId)
    {
        _ = RefreshAsync();
        return userId.Length > 0 ? _names.GetValueOrDefault(userId, userId) : userId;
    }

    /// <summary>The ids of those whose names hold a text, capitals or not.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        _ = RefreshAsync();
        return [.. _names.Where(user => user.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(user => user.Key)];
    }

    /// <summary>Ends once the names are fresh, at once where they are; where they cannot be read, too.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            // Not by the time of day, which may be set back.
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
            _names = await context.Owners.Select(owner => new { owner.Id, owner.Name })
                .ToDictionaryAsync(owner => owner.Id.ToString(), owner => owner.Name, StringComparer.OrdinalIgnoreCase).ConfigureAwait(false);
            _isFailing = false;
        }
        catch (Exception exception)
        {
            // Once, not each minute.
            if (!_isFailing)
            {
                LogFailed(exception);
            }

            _isFailing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The names of the users could not be read; those known so far are kept")]
    private partial void LogFailed(Exception exception);
}
