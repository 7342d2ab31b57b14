using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Prepares the database before the rest of the app starts. At startup and then hourly, permanently removes conversations
/// that were deleted more than a day ago.
/// </summary>
internal sealed partial class ConversationUpkeep(
    DatabaseFile file, IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time, ILogger<ConversationUpkeep> logger)
    : BackgroundService, IHostedLifecycleService
{
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        file.Prepare(cancellationToken);
        await RecoverInterruptedAsync(cancellationToken).ConfigureAwait(false);
        await PurgeAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        file.Release();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Marks the answers of all owners that were still being generated when the app ended as stopped, so that they can be
    /// continued.
    /// </summary>
    /// <returns>The number of answers marked.</returns>
    public async Task<int> RecoverInterruptedAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await context.Messages.Where(row => row.State == MessageState.Streaming)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, MessageState.Stopped), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Permanently removes expired deleted conversations of all owners.</summary>
    /// <returns>The number of conversations removed.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        DateTimeOffset before = time.GetUtcNow() - UndoTime;
        IQueryable<StoredConversation> due = context.Conversations.Where(row => row.DeletedAt != null && row.DeletedAt <= before);
        var purged = await due.Select(row => new { row.OwnerId, row.Id }).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var conversation in purged)
        {
            // Repeats the condition: the conversation may have been restored meanwhile.
            if (await due.Where(row => row.Id == conversation.Id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) > 0)
            {
                events.Publish(conversation.OwnerId, conversation.Id, ConversationChangeKind.Purged);
            }
        }

        return purged.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        // Ends without an exception: otherwise the host would log one after a failed startup.
        using CancellationTokenRegistration stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await PurgeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The disk may be full, for example. The next hour tries again.
                LogPurgeFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deleted conversations could not be removed permanently")]
    private partial void LogPurgeFailed(Exception exception);
}
