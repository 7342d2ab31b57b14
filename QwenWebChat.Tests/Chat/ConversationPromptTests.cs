using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Chat;

/// <summary>The prompt that is built of a conversation.</summary>
public sealed class ConversationPromptTests
{
    private const string Thought = "<think>\nsecret\n</think>\n\nfour";

    private static readonly ChatSetup Setup = new("Be brief", SamplingOverrides.None);

    [Fact]
    public void Build_AnswerWithReasoning_IsSentWithoutIt()
    {
        List<ChatMessage> prompt = ConversationPrompt.Build([Question("2+2?"), Answer(Thought), Question("and <think>?")], Setup);

        Assert.Equal(["Be brief", "2+2?", "four", "and <think>?"], prompt.Select(message => message.Text));
    }

    [Fact]
    public void Build_AnswerThatGoesOn_IsSentWhole()
    {
        List<ChatMessage> prompt = ConversationPrompt.Build([Question("2+2?"), Answer(Thought)], Setup);

        Assert.Equal(Thought, prompt[^1].Text);
    }

    [Fact]
    public void Build_AnswerOfReasoningAlone_IsNotSent()
    {
        List<ChatMessage> prompt = ConversationPrompt.Build([Question("a"), Answer("<think>\nstopped"), Question("b")], Setup);

        Assert.Equal(["Be brief", "a", "b"], prompt.Select(message => message.Text));
    }

    [Fact]
    public void Measure_AnswerThatGoesOn_CountsItsReasoning()
    {
        ContextMeter meter = new(new WordCounter(100));

        ContextUse whole = meter.Measure([Question("a"), Answer("<think>\none two three\n</think>\n\nfour")], Setup, hasDraft: false);
        ContextUse without = meter.Measure([Question("a"), Answer("<think>\none two three\n</think>\n\nfour"), Question("b")], Setup, hasDraft: true);

        Assert.Equal(without.History + 5, whole.History);
    }

    private static ConversationMessage Question(string text) => new(Guid.NewGuid(), MessageRole.User, text);

    private static ConversationMessage Answer(string text) => new(Guid.NewGuid(), MessageRole.Assistant, text);
}
