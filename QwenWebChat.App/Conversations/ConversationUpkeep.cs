using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Readies the database before anything else of the app starts, and removes for good, then and each hour, what was thrown
/// away more than a day ago.
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

    /// <summary>Answers that were being written when the app ended become stopped ones, which can be continued. Of every owner.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RecoverInterruptedAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Messages.Where(row => row.State == MessageState.Streaming)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, MessageState.Stopped), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what was thrown away too long ago. Of every owner.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        DateTimeOffset before = time.GetUtcNow() - UndoTime;
        IQueryable<Conversation> due = context.Conversations.Where(row => row.DeletedAt != null && row.DeletedAt <= before);
        var purged = await due.Select(row => new { row.OwnerId, row.Id }).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var conversation in purged)
        {
            // The condition again: it may have been restored meanwhile.
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
        // Ends without an exception: the host would tell of one after a failed start.
        using CancellationTokenRegistration stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await PurgeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // A full disk, say: the next hour tries again.
                LogPurgeFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversations that were thrown away could not be removed")]
    private partial void LogPurgeFailed(Exception exception);
}
