using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class ChatTemplateFileTests
{
    [Fact]
    public void Parse_Array_OpensTheAssistantsTurn()
    {
        ChatTemplateFile file = ChatTemplateFile.Parse("""[{"role": "user", "content": "hi", "name": "x"}]""");

        Assert.Equal("hi", Assert.Single(file.Messages).Content);
        Assert.Empty(file.Tools);
        Assert.True(file.AddGenerationPrompt);
    }

    [Fact]
    public void Parse_Object_ReadsToolsAndFlag()
    {
        ChatTemplateFile file = ChatTemplateFile.Parse(
            """{"messages": [{"role": "user", "content": ""}], "tools": [{"type": "function"}], "add_generation_prompt": false}""");

        Assert.Single(file.Tools);
        Assert.False(file.AddGenerationPrompt);
    }

    [Theory]
    [InlineData("""{"name": "f", "arguments": {"b": 1, "a": "é"}}""")]
    [InlineData("""{"type": "function", "id": "1", "function": {"name": "f", "arguments": {"b": 1, "a": "é"}}}""")]
    [InlineData("""{"function": {"name": "f", "arguments": "{\"b\":1,\"a\":\"\\u00e9\"}"}}""")]
    public void Parse_ToolCall_ReadsEveryForm(string call)
    {
        string text = ChatTemplateFile.Parse($$"""[{"role": "assistant", "content": null, "tool_calls": [{{call}}]}]""").Render(ChatTemplate.Qwen25).Text;

        Assert.Contains("{\"name\": \"f\", \"arguments\": {\"b\": 1, \"a\": \"é\"}}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ToolCallWithoutContentKey_HasNone()
    {
        ChatTemplateFile file = ChatTemplateFile.Parse("""[{"role": "assistant", "tool_calls": [{"name": "f", "arguments": {}}]}]""");

        Assert.Null(file.Messages[0].Content);
    }

    [Theory]
    [InlineData("", "line 1, byte 1: found damaged JSON; expected messages.")]
    [InlineData("3", "the file: found a number; expected an array of messages, or an object with messages.")]
    [InlineData("[]", "messages: found an empty array; expected an array of at least one message.")]
    [InlineData("{}", "messages: found nothing; expected an array of at least one message.")]
    [InlineData("[1]", "messages[0]: found a number; expected an object.")]
    [InlineData("""[{"content": "a"}]""", "messages[0].role: found nothing; expected system, user, assistant or tool.")]
    [InlineData("""[{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "robot", "content": "c"}]""",
        "messages[2].role: found 'robot'; expected system, user, assistant or tool.")]
    [InlineData("""[{"role": "user"}]""", "messages[0].content: found nothing; expected a string.")]
    [InlineData("""[{"role": "assistant", "content": null}]""", "messages[0].content: found null; expected a string.")]
    [InlineData("""[{"role": "user", "content": [{"type": "text"}]}]""", "messages[0].content: found an array; expected a string.")]
    [InlineData("""[{"role": "user", "content": "\ud800"}]""", "messages[0].content: found half a surrogate pair in a string; expected whole characters.")]
    [InlineData("""[{"role": "user", "content": "", "tool_calls": [{"name": "f", "arguments": {}}]}]""",
        "messages[0].tool_calls: found calls of the role user; expected calls of the assistant alone.")]
    [InlineData("""[{"role": "assistant", "tool_calls": {}}]""", "messages[0].tool_calls: found an object; expected an array.")]
    [InlineData("""[{"role": "assistant", "tool_calls": ["f"]}]""", "messages[0].tool_calls[0]: found a string; expected an object.")]
    [InlineData("""[{"role": "assistant", "tool_calls": [{"function": {}}]}]""",
        "messages[0].tool_calls[0].function.name: found nothing; expected the name of a function.")]
    [InlineData("""[{"role": "assistant", "tool_calls": [{"name": "f"}]}]""",
        "messages[0].tool_calls[0].arguments: found nothing; expected an object, or a string that holds one as JSON.")]
    [InlineData("""[{"role": "assistant", "tool_calls": [{"name": "f", "arguments": "{"}]}]""",
        "messages[0].tool_calls[0].arguments: found a string that is not JSON; expected an object, or a string that holds one as JSON.")]
    [InlineData("""[{"role": "assistant", "tool_calls": [{"name": "f", "arguments": "3"}]}]""",
        "messages[0].tool_calls[0].arguments: found a number; expected an object, or a string that holds one as JSON.")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "tools": {}}""", "tools: found an object; expected an array or null.")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "tools": [1]}""", "tools[0]: found a number; expected an object.")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "tools": [{"a": "\udc00"}]}""",
        "tools[0]: found half a surrogate pair in a string; expected whole characters.")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "add_generation_prompt": 1}""",
        "add_generation_prompt: found a number; expected true or false.")]
    public void Parse_BadInput_NamesThePlace(string json, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => ChatTemplateFile.Parse(json)).Message);
    }
}
