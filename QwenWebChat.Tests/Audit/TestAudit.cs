using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Audit;

/// <summary>Reads the audit log of a test's database.</summary>
internal static class TestAudit
{
    /// <summary>All entries in the order of writing.</summary>
    public static IReadOnlyList<AuditEntry> Entries(IDbContextFactory<ChatDbContext> contexts)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return [.. context.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number)];
    }

    /// <inheritdoc cref="Entries(IDbContextFactory{ChatDbContext})"/>
    public static IReadOnlyList<AuditEntry> Entries(IServiceProvider services) => Entries(services.GetRequiredService<IDbContextFactory<ChatDbContext>>());

    /// <summary>An entry as one line: who, what, about what, and how it went.</summary>
    public static string Line(AuditEntry entry) =>
        $"{entry.ActorName ?? "-"} {entry.Action} {(entry.TargetKind is { } kind ? $"{kind} {entry.Target}" : "-")} {entry.Outcome}{(entry.Detail is { } detail ? $" {detail}" : "")}";

    public static IEnumerable<string> Lines(IServiceProvider services) => Entries(services).Select(Line);
}
