using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>The names of those who ask, by the ids that the engine knows them under. Any thread may ask.</summary>
internal sealed class UserNames(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    // A new account or name is seen this much later.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Dictionary<string, string> _names = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>The id itself where nobody has it.</summary>
    public string Of(string userId) => userId.Length > 0 ? Names().GetValueOrDefault(userId, userId) : userId;

    /// <summary>The ids of those whose names hold a text, capitals or not.</summary>
    public IReadOnlyList<string> Find(string text) =>
        [.. Names().Where(user => user.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(user => user.Key)];

    private Dictionary<string, string> Names()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _readAt >= Age)
            {
                using ChatDbContext context = contexts.CreateDbContext();
                _names = context.Owners.Select(owner => new { owner.Id, owner.Name }).AsEnumerable()
                    .ToDictionary(owner => owner.Id.ToString(), owner => owner.Name, StringComparer.OrdinalIgnoreCase);
                _readAt = now;
            }

            return _names;
        }
    }
}
