using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Generation;

public sealed class ChatMlMappingTests
{
    [Fact]
    public void ToOverrides_EveryOption_IsPassedOn()
    {
        SamplingOverrides overrides = ChatMlMapping.ToOverrides(new QwenChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 7,
            PresencePenalty = 0.75f,
            FrequencyPenalty = -0.5f,
            Seed = 42,
            MaxOutputTokens = 9,
            StopSequences = ["x", "y"],
            Sampling = new() { MinP = 0.1, RepetitionPenalty = 1.3 },
        });

        Assert.Equal((0.5, 0.25, 7), (overrides.Temperature, overrides.TopP, overrides.TopK));
        Assert.Equal((0.75, -0.5), (overrides.PresencePenalty, overrides.FrequencyPenalty));
        Assert.Equal((42ul, 9), (overrides.Seed, overrides.MaxTokens));
        Assert.Equal((0.1, 1.3), (overrides.MinP, overrides.RepetitionPenalty));
        Assert.Equal(["x", "y"], overrides.Stop!);
    }

    [Fact]
    public void ToOverrides_NoOption_LeavesAllToTheModel()
    {
        Assert.Equal(new SamplingOverrides(), ChatMlMapping.ToOverrides(QwenChatOptions.From(null)));
        Assert.Equal(new SamplingOverrides(), ChatMlMapping.ToOverrides(QwenChatOptions.From(new ChatOptions())));
    }

    [Fact]
    public void ToOverrides_BothSet_TheParametersOfThisEngineWin()
    {
        SamplingOverrides own = new() { Temperature = 0.1, TopK = 3, TopP = 0.2, PresencePenalty = 0.3, FrequencyPenalty = 0.4, Seed = ulong.MaxValue, MaxTokens = 5, Stop = ["z"] };

        Assert.Equal(own, ChatMlMapping.ToOverrides(new QwenChatOptions
        {
            Sampling = own,
            Temperature = 1,
            TopK = 9,
            TopP = 1,
            PresencePenalty = 1,
            FrequencyPenalty = 1,
            Seed = 1,
            MaxOutputTokens = 1,
            StopSequences = ["x"],
        }));
    }

    [Fact]
    public void ToChatMl_Instructions_BecomeTheSystemMessage()
    {
        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl([new ChatMessage(ChatRole.User, "hi")], new ChatOptions { Instructions = "Be brief." });

        Assert.Equal([("system", "Be brief."), ("user", "hi")], messages.Select(message => (message.Role, message.Content!)));
    }

    [Fact]
    public void ToChatMl_ToolCallAndResult_KeepNameArgumentsAndChinese()
    {
        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl(
            [
                new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "weather", new Dictionary<string, object?> { ["city"] = "北京" })]),
                new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", new { city = "北京" })]),
            ],
            null);

        ChatMlToolCall call = Assert.Single(messages[0].ToolCalls!);
        Assert.Equal(("weather", "北京"), (call.Name, call.Arguments.GetProperty("city").GetString()));
        Assert.Equal(("tool", """{"city":"北京"}"""), (messages[1].Role, messages[1].Content));
    }

    [Fact]
    public void ToChatMl_WhatTheModelWouldNotGet_IsRefused()
    {
        ChatMessage image = new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        Assert.Throws<NotSupportedException>(() => ChatMlMapping.ToChatMl([image], null));
    }

    [Fact]
    public void ToolsOf_Function_IsWrittenAsOpenAiDoes()
    {
        AIFunction function = AIFunctionFactory.Create((string city) => city, "weather", "Current weather.");

        JsonElement tool = Assert.Single(ChatMlMapping.ToolsOf(new ChatOptions { Tools = [function] }));

        Assert.Equal("function", tool.GetProperty("type").GetString());
        Assert.Equal("weather", tool.GetProperty("function").GetProperty("name").GetString());
        Assert.True(tool.GetProperty("function").GetProperty("parameters").GetProperty("properties").TryGetProperty("city", out _));
    }

    [Fact]
    public void ToolsOf_NoneMayBeCalled_IsEmpty()
    {
        AIFunction function = AIFunctionFactory.Create((string city) => city, "weather");

        Assert.Empty(ChatMlMapping.ToolsOf(new ChatOptions { Tools = [function], ToolMode = ChatToolMode.None }));
    }

    /// <summary>Functions give their results as JSON; a text is no better for quotation marks around it.</summary>
    [Fact]
    public void ToChatMl_ResultThatIsAString_StandsAsItIs()
    {
        object?[] results = ["sunny", JsonSerializer.SerializeToElement("\"sunny\""), JsonSerializer.SerializeToElement(new[] { 1 }), null];

        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl([new ChatMessage(ChatRole.Tool, [.. results.Select(result => new FunctionResultContent("1", result))])], null);

        Assert.Equal(["sunny", "\"sunny\"", "[1]", "null"], messages.Select(message => message.Content));
    }

    /// <summary>Only their order tells the model which result is whose.</summary>
    [Fact]
    public void ToChatMl_ResultsInAnotherOrder_StandInTheOrderOfTheCalls()
    {
        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl(
            [
                new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "f"), new FunctionCallContent("b", "f"), new FunctionCallContent("c", "f")]),
                new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", "3"), new FunctionResultContent("x", "?")]),
                new ChatMessage(ChatRole.Tool, [new FunctionResultContent("b", "2")]),
                new ChatMessage(ChatRole.User, [new FunctionResultContent("a", "1"), new TextContent("go on")]),
                new ChatMessage(ChatRole.Assistant, "yes"),
            ],
            null);

        Assert.Equal(
            [("assistant", ""), ("tool", "1"), ("tool", "2"), ("tool", "3"), ("tool", "?"), ("user", "go on"), ("assistant", "yes")],
            messages.Select(message => (message.Role, message.Content!)));
    }
}
