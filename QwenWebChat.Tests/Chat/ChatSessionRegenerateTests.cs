using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

/// <summary>An answer written anew: the one before it is lost only to one that has text.</summary>
public sealed class ChatSessionRegenerateTests
{
    [Theory]
    [InlineData(SendFailureKind.Unavailable)]
    [InlineData(SendFailureKind.ContextOverflow)]
    [InlineData(SendFailureKind.Failed)]
    public async Task Regenerate_Refused_KeepsTheOldAnswer(SendFailureKind kind)
    {
        Exception refusal = kind switch
        {
            SendFailureKind.Unavailable => new EngineUnavailableException("busy"),
            SendFailureKind.ContextOverflow => new ContextOverflowException(9, 8),
            _ => new IOException("disk"),
        };
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("old"), ScriptedChatClient.Throwing(refusal)]);
        using TestChat chat = new(new ScriptedChatClient(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation)));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("Hi"));
        await session.Completion;

        await session.RegenerateAsync(session.Messages[^1].Id);
        await session.Completion;

        Assert.Equal(["Hi", "old"], session.Messages.Select(message => message.Text));
        Assert.Equal(kind, session.Failure?.Kind);
        Assert.Null(session.TakeReturned()?.Text);
        Assert.Equal(["Hi", "old"], await chat.KeptAsync());
    }

    [Fact]
    public async Task Regenerate_StoppedBeforeAnyText_KeepsTheOldAnswer()
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("old"), ScriptedChatClient.Hanging()]);
        using TestChat chat = new(new ScriptedChatClient(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation)));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("Hi"));
        await session.Completion;

        await session.RegenerateAsync(session.Messages[^1].Id);
        session.Stop();
        await session.Completion;

        Assert.Equal(["Hi", "old"], session.Messages.Select(message => message.Text));
        Assert.Equal(["Hi", "old"], await chat.KeptAsync());
    }
}
