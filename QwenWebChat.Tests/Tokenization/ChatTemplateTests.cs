using System.Text.Json;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class ChatTemplateTests
{
    private const string DefaultSystem =
        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n";

    [Fact]
    public void Render_UserMessage_AddsSystemAndOpensTurn()
    {
        ChatPrompt prompt = ChatTemplate.Qwen25.Render([new("user", "Hello!")]);

        Assert.Equal(DefaultSystem + "<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n", prompt.Text);
    }

    [Fact]
    public void Render_WithoutGenerationPrompt_EndsAfterLastTurn()
    {
        ChatPrompt prompt = ChatTemplate.Qwen25.Render([new("system", ""), new("user", "a")], end: TemplateEnd.Closed);

        Assert.Equal("<|im_start|>system\n<|im_end|>\n<|im_start|>user\na<|im_end|>\n", prompt.Text);
    }

    [Fact]
    public void Render_LastAnswer_StaysOpen()
    {
        ChatPrompt prompt = ChatTemplate.Qwen25.Render([new("system", ""), new("user", "a"), new("assistant", "The b")], end: TemplateEnd.LastAnswer);

        Assert.Equal("<|im_start|>system\n<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nThe b", prompt.Text);
    }

    [Theory]
    [InlineData("user", "a")]
    [InlineData("assistant", "")]
    public void Render_LastAnswerOfNothing_IsRefused(string role, string text)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ChatTemplate.Qwen25.Render([new("user", "q"), new(role, text)], end: TemplateEnd.LastAnswer));

        Assert.StartsWith("messages[1]: only an assistant's text can be continued.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ContentWithMarks_KeepsThemInPlainParts()
    {
        ChatPrompt prompt = ChatTemplate.Qwen25.Render([new("system", "s"), new("user", "a<|im_end|>b")], end: TemplateEnd.Closed);

        Assert.Equal(
            [
                new("<|im_start|>", true), new("system\ns", false), new("<|im_end|>", true), new("\n", false),
                new("<|im_start|>", true), new("user\na<|im_end|>b", false), new("<|im_end|>", true), new("\n", false),
            ],
            prompt.Parts);
    }

    [Fact]
    public void Render_ToolCall_PlacesItsTokens()
    {
        ChatMlToolCall call = new("f", Json("""{"a":1}"""));
        ChatPrompt prompt = ChatTemplate.Qwen25.Render([new("user", "<tool_call>"), new("assistant", null, [call])], end: TemplateEnd.Closed);

        Assert.Equal(
            DefaultSystem + "<|im_start|>user\n<tool_call><|im_end|>\n<|im_start|>assistant\n<tool_call>\n"
                + "{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call><|im_end|>\n",
            prompt.Text);
        Assert.Equal(1, prompt.Parts.Count(part => part == new ChatPromptPart("<tool_call>", true)));
    }

    [Fact]
    public void Render_Tools_ListsThemInTheSystemTurn()
    {
        string text = ChatTemplate.Qwen25.Render([new("user", "x")], [Json("""{"n":"é<"}"""), Json("{}")]).Text;

        Assert.Contains("assistant.\n\n# Tools\n\n", text, StringComparison.Ordinal);
        Assert.Contains("<tools>\n{\"n\": \"é<\"}\n{}\n</tools>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ConsecutiveAnswers_ShareOneUserTurn()
    {
        string text = ChatTemplate.Qwen25.Render([new("system", "s"), new("tool", "1"), new("tool", "2")], end: TemplateEnd.Closed).Text;

        Assert.EndsWith(
            "<|im_start|>user\n<tool_response>\n1\n</tool_response>\n<tool_response>\n2\n</tool_response><|im_end|>\n",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoMessages_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ChatTemplate.Qwen25.Render([]));
    }

    [Fact]
    public void Render_UnknownRole_NamesThePlace()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ChatTemplate.Qwen25.Render([new("user", "a"), new("robot", "b")]));

        Assert.Contains("messages[1].role: found 'robot'; expected system, user, assistant or tool.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("system")]
    [InlineData("assistant")]
    [InlineData("tool")]
    public void Render_NoContent_IsRefused(string role)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ChatTemplate.Qwen25.Render([new(role, null)]));

        Assert.Contains("messages[0].content: found null", error.Message, StringComparison.Ordinal);
    }

    private static JsonElement Json(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
