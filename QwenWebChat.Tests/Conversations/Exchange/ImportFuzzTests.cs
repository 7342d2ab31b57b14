using System.Text;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations.Exchange;

/// <summary>Files that were damaged at random, of every format: refused in words, or imported as whole trees.</summary>
[Slow]
public sealed class ImportFuzzTests : IDisposable
{
    private const int CasesPerSample = 600;

    private static readonly string[] Spans =
        ["null", "7", "-1e999", "\"x\"", "[]", "{}", "true", "\"assistant\"", "\"tool\"", "\"system\"", "[null]", "[[{}]]", "\"\\ud83d\"", "\"1\"", "\"2\"", ",", "}", "1e14", "\"0001-01-01T00:00:00Z\""];

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    public static TheoryData<string> Names => [.. ImportSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_DamagedFile_IsRefusedOrWhole(string name)
    {
        byte[] sample = Encoding.UTF8.GetBytes(ImportSamples.All[name]);
        Random random = new(15_020);
        int importedCount = 0;
        for (int number = 0; number < CasesPerSample; number++)
        {
            byte[] damaged = Damage(sample, random);
            try
            {
                importedCount += (await _database.ImportAsync(damaged)).ConversationIds.Count;
            }
            catch (ImportException)
            {
                // In words.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Assert.Fail($"{exception}\n{Encoding.UTF8.GetString(damaged)}");
            }
        }

        Assert.True(importedCount > CasesPerSample / 20, $"{importedCount} came in");
        await CheckTreesAsync();
    }

    // A value for another, a stretch left out or doubled, or a single byte.
    private static byte[] Damage(byte[] sample, Random random)
    {
        List<byte> damaged = [.. sample];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 40), damaged.Count - at));
                    break;
                case 2:
                    damaged.InsertRange(at, damaged[at..Math.Min(damaged.Count, at + random.Next(1, 40))]);
                    break;
                default:
                    ReplaceValue(damaged, at, Encoding.UTF8.GetBytes(Spans[random.Next(Spans.Length)]));
                    break;
            }
        }

        return [.. damaged];
    }

    private static void ReplaceValue(List<byte> json, int near, byte[] value)
    {
        int start = json.IndexOf((byte)':', near) + 1;
        if (start == 0)
        {
            return;
        }

        while (start < json.Count && json[start] == ' ')
        {
            start++;
        }

        int end = start;
        bool isText = start < json.Count && json[start] == '"';
        do
        {
            end++;
        }
        while (end < json.Count && (isText ? json[end - 1] != '"' || end == start + 1 : ",}]".IndexOf((char)json[end], StringComparison.Ordinal) < 0));
        json.RemoveRange(start, Math.Min(end, json.Count) - start);
        json.InsertRange(start, value);
    }

    private async Task CheckTreesAsync()
    {
        using ChatDbContext context = _database.CreateForAll();
        ILookup<Guid, Message> all = (await context.Messages.AsNoTracking().OrderBy(row => row.Number).ToListAsync(Cancellation)).ToLookup(row => row.ConversationId);
        foreach (StoredConversation conversation in await context.Conversations.AsNoTracking().ToListAsync(Cancellation))
        {
            HashSet<Guid> seen = [];
            Assert.All(all[conversation.Id], message =>
            {
                Assert.True(message.ParentId is not { } parent || seen.Contains(parent));
                seen.Add(message.Id);
            });
            Assert.NotEmpty(seen);
            Assert.Contains(conversation.ActiveLeafId!.Value, seen);
            Assert.All(all[conversation.Id], message => Assert.NotEqual(MessageState.Streaming, message.State));
            Assert.NotNull(await _database.Messages.OpenAsync(LocalOwner, conversation.Id, Cancellation));
        }
    }
}
