using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Chat;

/// <summary>A desk over a database of its own, and a conversation of it that begins a conversation.</summary>
internal sealed class TestChat : IDisposable
{
    /// <param name="titles">Where titles come from; null to keep the first line.</param>
    public TestChat(IChatClient client, TimeProvider? time = null, IChatClient? titles = null, IChatTool[]? tools = null)
    {
        Desk = new ConversationDesk(Services(Database, client, time, titles, tools), Database.Events);
        Conversation = Desk.Begin(Account.LocalId);
    }

    public TestDatabase Database { get; } = new();

    public ConversationDesk Desk { get; }

    public Conversation Conversation { get; }

    /// <summary>Titles of a client's; of a demo model, which writes none, without.</summary>
    public static ConversationTitles Titles(IChatClient? client)
    {
        FakeModelHost host = new();
        host.Become(FakeModelHost.Ready with { IsDemo = client is null });
        return new ConversationTitles(client ?? ScriptedChatClient.Saying(), host, NullLogger<ConversationTitles>.Instance);
    }

    public static ChatServices Services(TestDatabase database, IChatClient client, TimeProvider? time = null, IChatClient? titles = null, IChatTool[]? tools = null) =>
        new(client, database.Conversations, database.Messages, database.Drafts, Titles(titles), Tools(time, tools), time ?? TimeProvider.System, NullLogger<Conversation>.Instance);

    /// <summary>The given tools, or the calculator alone.</summary>
    public static ChatTools Tools(TimeProvider? time = null, IChatTool[]? tools = null) =>
        new(tools ?? [new CalculatorTool()], time ?? TimeProvider.System, NullLogger<ChatTools>.Instance);

    public static Task Until(Conversation conversation, Func<bool> condition)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        conversation.Changed += Check;
        Check();
        return reached.Task.WaitAsync(WaitLimit.Value, TestContext.Current.CancellationToken);

        void Check()
        {
            if (condition())
            {
                reached.TrySetResult();
            }
        }
    }

    /// <summary>All conversations that are kept.</summary>
    public async Task<IReadOnlyList<ConversationSummary>> ListAsync() =>
        (await Database.Conversations.ListAsync(TestDatabase.LocalOwner, ConversationFilter.Active, TestDatabase.Cancellation)).Conversations;

    /// <summary>The conversation's conversation as it is kept.</summary>
    public Task<ConversationView> OpenAsync() => Database.OpenAsync(Conversation.StoredId!.Value);

    /// <summary>The texts of its shown branch.</summary>
    public async Task<IReadOnlyList<string>> KeptAsync() => [.. (await OpenAsync()).Path.Select(message => message.Text)];

    public void Dispose()
    {
        Desk.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Desk.Dispose();
        Conversation.Dispose();
        Database.Dispose();
    }
}
