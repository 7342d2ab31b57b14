using System.Globalization;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Retention;

/// <summary>Announces and deletes conversations at startup and then daily, and records how many were deleted.</summary>
internal sealed partial class RetentionUpkeep(ConversationRetention conversations, AuditLog log, TimeProvider time, ILogger<RetentionUpkeep> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;

    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        int count = await conversations.RunAsync(cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            await log.WriteAsync(AuditActor.App, AuditAction.ConversationsExpired, detail: count.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(ConversationRetention.Interval, time);
        // Ends without an exception: otherwise the host would log one after a failed startup.
        using CancellationTokenRegistration stop = stoppingToken.Register(timer.Dispose);
        do
        {
            try
            {
                await RunAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The disk may be full, for example. The next day tries again.
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversations beyond the retention could not be deleted")]
    private partial void LogFailed(Exception exception);
}
