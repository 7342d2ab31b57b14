using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

/// <summary>An answer written anew: the one before it is lost only to one that has text.</summary>
public sealed class ConversationRegenerateTests
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
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("Hi"));
        await conversation.Completion;

        await conversation.RegenerateAsync(conversation.Messages[^1].Id);
        await conversation.Completion;

        Assert.Equal(["Hi", "old"], conversation.Messages.Select(message => message.Text));
        Assert.Equal(kind, conversation.Failure?.Kind);
        Assert.Null(conversation.TakeRejectedDraft()?.Text);
        Assert.Equal(["Hi", "old"], await chat.KeptAsync());
    }

    [Fact]
    public async Task Regenerate_StoppedBeforeAnyText_KeepsTheOldAnswer()
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("old"), ScriptedChatClient.Hanging()]);
        using TestChat chat = new(new ScriptedChatClient(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation)));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("Hi"));
        await conversation.Completion;

        await conversation.RegenerateAsync(conversation.Messages[^1].Id);
        conversation.Stop();
        await conversation.Completion;

        Assert.Equal(["Hi", "old"], conversation.Messages.Select(message => message.Text));
        Assert.Equal(["Hi", "old"], await chat.KeptAsync());
    }
}
