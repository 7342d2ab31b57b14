using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Monitoring.History;

/// <summary>Requests that are over, many and different, the same each time.</summary>
internal static class ServedRows
{
    // In another order than the names; 7b is in one, and in the name of a model.
    private static readonly (Guid Id, string Name)[] Owners =
    [
        (new("c198c0de-7b7b-7000-8000-0000000000ab"), "ada"),
        (new("a198c0de-0000-7000-8000-0000000000cd"), "Bob"),
        (new("0b98c0de-0000-7000-8000-0000000000ef"), "carol"),
    ];

    private static readonly string[] Users = [.. Owners.Select(owner => owner.Id.ToString()), ""];
    private static readonly string[] Models = ["Qwen2.5-7B-Instruct", "Qwen2.5-0.5B-Instruct"];

    public static string Ada => Users[0];

    public static string Bob => Users[1];

    /// <summary>Those who ask, for a database that has none of them.</summary>
    public static void AddOwners(TestDatabase database)
    {
        using ChatDbContext context = database.CreateForAll();
        context.AddRange(Owners.Select(owner => new Account { Id = owner.Id, Name = owner.Name }));
        context.SaveChanges();
    }

    public static string NameOf(ServedRequest row) => Owners.SingleOrDefault(owner => owner.Id.ToString() == row.Record.UserId).Name ?? "";

    public static IReadOnlyList<ServedRequest> Make(int count, DateTimeOffset first, TimeSpan apart)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(place => One(random, first + (apart * place)))];
    }

    private static ServedRequest One(Random random, DateTimeOffset arrivedAt)
    {
        FinishReason reason = (FinishReason)random.Next(4);
        TimeSpan? queue = random.Next(8) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 2_000));
        TimeSpan? first = queue is null || random.Next(8) == 0 ? null : queue + TimeSpan.FromMilliseconds(random.Next(1, 3_000));
        int tokens = first is null ? 0 : random.Next(1, 300);
        TimeSpan? decode = first is null ? null : (tokens - 1) * TimeSpan.FromMilliseconds(random.Next(10, 100));
        RequestRecord record = new()
        {
            Id = NewId(random),
            ArrivedAt = arrivedAt,
            Kind = (RequestKind)random.Next(4),
            FinishReason = reason,
            UserId = Users[random.Next(Users.Length)],
            Model = Models[random.Next(Models.Length)],
            PromptTokens = random.Next(10, 30_000),
            CachedTokens = random.Next(0, 10),
            NewTokens = tokens,
            Queue = queue,
            TimeToFirstToken = first,
            Decode = decode,
            InterTokenP50 = tokens > 1 ? TimeSpan.FromMilliseconds(28) : null,
            InterTokenP95 = tokens > 1 ? TimeSpan.FromMilliseconds(random.Next(30, 90)) : null,
            InterTokenMax = tokens > 1 ? TimeSpan.FromMilliseconds(100) : null,
            EndToEnd = (first ?? queue ?? TimeSpan.FromMilliseconds(5)) + (decode ?? TimeSpan.Zero),
            PreemptionCount = random.Next(3),
            Error = reason == FinishReason.Error ? "The GPU ran out of memory (100%)." : null,
        };
        return ServedRequest.Of(record, null);
    }

    private static Guid NewId(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
