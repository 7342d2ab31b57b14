using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Chat;

/// <summary>Messages that the disk does not take.</summary>
public sealed class ConversationStorageTests
{
    [Theory]
    [InlineData("PRAGMA max_page_count = 1", SendFailureKind.DiskFull)]
    [InlineData("PRAGMA query_only = 1", SendFailureKind.NoRights)]
    public async Task Send_CannotBeKept_SaysWhyAndSendsNothing(string limit, SendFailureKind kind)
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = new(client);
        // The connection goes back to the pool as it is, and the conversation uses it next.
        chat.Database.ClearPool();
        using (ChatDbContext context = chat.Database.CreateForAll())
        {
            await context.Database.OpenConnectionAsync(TestDatabase.Cancellation);
            await context.Database.ExecuteSqlRawAsync(limit, TestDatabase.Cancellation);
        }

        Assert.False(await chat.Conversation.SendAsync(new Draft(new string('x', 1 << 20))));

        Assert.Equal(kind, chat.Conversation.Failure?.Kind);
        Assert.Empty(client.Requests);
        chat.Database.ClearPool();
    }
}
