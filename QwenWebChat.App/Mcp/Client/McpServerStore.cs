using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Stores the servers that were added in the app, with the secrets in their settings.</summary>
internal sealed class McpServerStore(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    private static readonly JsonSerializerOptions Format = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Lists all servers by name.</summary>
    public async Task<IReadOnlyList<McpServer>> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        List<SavedToolServer> rows = await context.ToolServers.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(Read)];
    }

    /// <summary>Adds a server, or replaces the one of the same name.</summary>
    public async Task SaveAsync(McpServer server, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        string settings = JsonSerializer.Serialize(server.Settings, Format);
        if (await context.ToolServers.FindAsync([server.Name], cancellationToken).ConfigureAwait(false) is { } row)
        {
            (row.Settings, row.IsOn, row.UpdatedAt) = (settings, server.IsOn, time.GetStoredNow());
        }
        else
        {
            context.Add(new SavedToolServer { Name = server.Name, Settings = settings, IsOn = server.IsOn, UpdatedAt = time.GetStoredNow() });
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.ToolServers.Where(row => row.Name == name).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static McpServer Read(SavedToolServer row)
    {
        try
        {
            return new McpServer(row.Name, JsonSerializer.Deserialize<McpServerSettings>(row.Settings, Format) ?? new McpServerSettings()) { IsOn = row.IsOn };
        }
        catch (JsonException)
        {
            // Another program wrote it. What it says could contain a secret.
            return new McpServer(row.Name, new McpServerSettings()) { IsOn = row.IsOn, Obstacle = "Its stored settings cannot be read." };
        }
    }
}
