using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Monitoring.History;

/// <summary>Requests that are over, many and different, the same each time.</summary>
internal static class ServedRows
{
    private static readonly string[] Users = ["ada", "bob", "carol", ""];
    private static readonly string[] Models = ["Qwen2.5-7B-Instruct", "Qwen2.5-0.5B-Instruct"];

    public static IReadOnlyList<ServedRequest> Make(int count, DateTimeOffset first, TimeSpan apart)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(place => One(random, first + (apart * place)))];
    }

    private static ServedRequest One(Random random, DateTimeOffset arrivedAt)
    {
        ServedOutcome outcome = (ServedOutcome)random.Next(4);
        long? queue = random.Next(8) == 0 ? null : random.Next(1, 2_000) * 1000L;
        long? first = queue is null || random.Next(8) == 0 ? null : queue + (random.Next(1, 3_000) * 1000L);
        int tokens = first is null ? 0 : random.Next(1, 300);
        long? decode = first is null ? null : tokens * 30_000L;
        return new ServedRequest
        {
            Id = NewId(random),
            ArrivedAt = arrivedAt,
            Kind = (ServedKind)random.Next(4),
            Outcome = outcome,
            UserId = Users[random.Next(Users.Length)],
            Model = Models[random.Next(Models.Length)],
            PromptTokens = random.Next(10, 30_000),
            CachedTokens = random.Next(0, 10),
            NewTokens = tokens,
            QueueMicroseconds = queue,
            TimeToFirstTokenMicroseconds = first,
            DecodeMicroseconds = decode,
            TokensPerSecond = tokens > 1 ? random.Next(100, 900) / 10.0 : null,
            InterTokenP50Microseconds = tokens > 1 ? 28_000 : null,
            InterTokenP95Microseconds = tokens > 1 ? random.Next(30, 90) * 1000L : null,
            InterTokenMaxMicroseconds = tokens > 1 ? 100_000 : null,
            EndToEndMicroseconds = (first ?? queue ?? 5_000) + (decode ?? 0),
            PreemptionCount = random.Next(3),
            Error = outcome == ServedOutcome.Error ? "The GPU ran out of memory (100%)." : null,
        };
    }

    private static Guid NewId(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
