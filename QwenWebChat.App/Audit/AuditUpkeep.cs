using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Audit;

/// <summary>Deletes entries of the audit log that are older than the retention time: at startup and then hourly.</summary>
internal sealed partial class AuditUpkeep(AuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        // Ends without an exception: otherwise the host would log one after a failed startup.
        using CancellationTokenRegistration stop = stoppingToken.Register(timer.Dispose);
        do
        {
            try
            {
                await store.DeleteBeforeAsync(time.GetUtcNow() - TimeSpan.FromDays(options.Value.Days), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The disk may be full, for example. The next hour tries again.
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entries of the audit log older than the retention could not be deleted")]
    private partial void LogFailed(Exception exception);
}
