using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>Writes the audit log. Thread-safe. Those who have a request or a circuit use <see cref="AuditTrail"/>.</summary>
internal sealed partial class AuditLog(IDbContextFactory<ChatDbContext> contexts, TimeProvider time, ILogger<AuditLog> logger)
{
    /// <summary>Maximum length of a target's name and of a detail; longer ones are cut.</summary>
    public const int MaxLength = 300;

    private readonly ILogger _logger = logger;
    private readonly RefusalPace _pace = new(time);

    /// <summary>
    /// Records an action. It never throws: what the user did is done, and a full disk is no reason to report it as failed.
    /// </summary>
    /// <param name="detail">A word that this program chose, or a name; never a text of a chat or a document.</param>
    public async Task WriteAsync(AuditActor actor, AuditAction action, AuditTarget? target = null, AuditOutcome outcome = AuditOutcome.Succeeded, string? detail = null)
    {
        try
        {
            using ChatDbContext context = contexts.CreateDbContext();
            context.Add(new AuditEntry
            {
                At = time.GetStoredNow(),
                ActorId = actor.AccountId,
                ActorName = actor.Name,
                Action = action,
                Outcome = outcome,
                TargetKind = target?.Kind,
                Target = Cut(target?.Name),
                Detail = Cut(detail),
                Address = actor.Address,
                KeyId = actor.KeyId,
            });
            await context.SaveChangesAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogFailed(exception, action, outcome, actor.AccountId, actor.Address);
        }
    }

    /// <summary>Records a refusal that may come again and again: equal ones once a minute.</summary>
    /// <param name="reason">A word that this program chose.</param>
    public Task WriteRefusalAsync(AuditActor actor, AuditAction action, AuditTarget? target, string reason) =>
        _pace.Admits(actor, action, reason) ? WriteAsync(actor, action, target, AuditOutcome.Refused, reason) : Task.CompletedTask;

    private static string? Cut(string? text) => text is { Length: > MaxLength } ? text[..MaxLength] : text;

    // The entry is in the app's log instead.
    [LoggerMessage(Level = LogLevel.Error, Message = "{Action} ({Outcome}) by {AccountId} from {Address} could not be written to the audit log")]
    private partial void LogFailed(Exception exception, AuditAction action, AuditOutcome outcome, Guid? accountId, string? address);
}
