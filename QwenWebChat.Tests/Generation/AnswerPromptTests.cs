using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Generation;

public sealed class AnswerPromptTests : IDisposable
{
    private static readonly ChatMessage Question = new(ChatRole.User, "q");

    private readonly SmallTokenizer _small = new();

    /// <summary>"hello" in another way than the tokenizer's, and half a character that the text lacks.</summary>
    [Fact]
    public void Of_ContinuedIds_AreKeptAsTheyAre()
    {
        QwenTokenizer tokenizer = _small.Load();
        int[] ids = ['h', 'e', 'l', 'l', 'o', 0xE5, 0xAD];

        AnswerPrompt prompt = Of(tokenizer, "hello", ids);

        Assert.Equal(ids, prompt.Ids[^7..]);
        Assert.Equal((7, ""), (prompt.ContinuedCount, prompt.StartText));
        Assert.Equal(tokenizer.Encode(tokenizer.ChatTemplate.Render([new ChatMlMessage("user", "q")])), prompt.Ids[..^7]);
    }

    /// <summary>Draws and penalties count what the model wrote, not what the template began.</summary>
    [Fact]
    public void Of_IdsThatTheTemplateBegan_CountWithoutThem()
    {
        _small.Write("chat_template.jinja", FamilyTemplates.WithTools("s", "<tool_call>\\n"));

        AnswerPrompt prompt = Of(_small.Load(), "<tool_call>\na", [SmallTokenizer.ToolCall, '\n', 'a']);

        Assert.Equal((1, ""), (prompt.ContinuedCount, prompt.StartText));
        Assert.Equal([SmallTokenizer.ToolCall, '\n', 'a'], prompt.Ids[^3..]);
    }

    [Fact]
    public void Of_IdsWithMoreThanTheText_SaysTheRestFirst() => Assert.Equal("lo", Of(_small.Load(), "hel", ['h', 'e', 'l', 'l', 'o']).StartText);

    /// <summary>The answer was edited, another model wrote it, or it was cut by a crash.</summary>
    [Theory]
    [InlineData("jello")]
    [InlineData("hello there")]
    public void Of_IdsOfAnotherText_GoesByTheText(string text)
    {
        QwenTokenizer tokenizer = _small.Load();

        AnswerPrompt prompt = Of(tokenizer, text, ['h', 'e', 'l', 'l', 'o']);

        Assert.Equal(0, prompt.ContinuedCount);
        Assert.Equal(tokenizer.Encode(text), prompt.Ids[^tokenizer.Encode(text).Length..]);
        Assert.Equal(prompt.Ids, Of(tokenizer, text, []).Ids);
    }

    /// <summary>A thought's tag was a token when the answer began, and is one again.</summary>
    [Fact]
    public void Of_TextThatTheTemplateBegan_BeginsWithItsTokens()
    {
        _small.Write("chat_template.jinja", FamilyTemplates.WithTools("s", "<tool_call>\\n"));
        QwenTokenizer tokenizer = _small.Load();

        AnswerPrompt fresh = AnswerPrompt.Of(tokenizer, [Question], new QwenChatOptions());
        AnswerPrompt continued = Of(tokenizer, "<tool_call>\na<tool_call>", []);

        Assert.Equal("<tool_call>\n", fresh.StartText);
        Assert.Equal([SmallTokenizer.ToolCall, '\n'], fresh.StartIds);
        Assert.Equal(fresh.StartIds, fresh.Ids[^2..]);
        Assert.Equal(fresh.Ids, continued.Ids[..fresh.Ids.Length]);
        Assert.Equal(1, continued.Ids.Count(id => id == SmallTokenizer.ToolCall));
    }

    /// <summary>The token of the tag, which the model could otherwise spell in pieces.</summary>
    [Fact]
    public void Of_CallThatMustCome_BeginsTheAnswerWithItsTag()
    {
        QwenTokenizer tokenizer = _small.Load();
        QwenChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => 1, "f")] };
        AnswerPrompt free = AnswerPrompt.Of(tokenizer, [Question], options);
        options.ToolMode = ChatToolMode.RequireAny;

        AnswerPrompt prompt = AnswerPrompt.Of(tokenizer, [Question], options);

        Assert.Equal([.. free.Ids, SmallTokenizer.ToolCall], prompt.Ids);
        Assert.Equal((1, "<tool_call>"), (prompt.ContinuedCount, prompt.StartText));
        Assert.Equal([SmallTokenizer.ToolCall], prompt.StartIds);
    }

    [Fact]
    public void Of_TextWithoutIdsUnderAFormat_CountsItsTokens()
    {
        QwenTokenizer tokenizer = _small.Load();
        QwenChatOptions options = new() { ContinuesAnswer = true, ResponseFormat = ChatResponseFormat.Json };

        AnswerPrompt prompt = AnswerPrompt.Of(tokenizer, [Question, new ChatMessage(ChatRole.Assistant, "[1, 2")], options);

        Assert.Equal((5, ""), (prompt.ContinuedCount, prompt.StartText));
        Assert.Equal("[1, 2", tokenizer.Decode(prompt.Ids[^5..]));
    }

    /// <summary>The beginning of a thought is no JSON, and no call.</summary>
    [Fact]
    public void Of_FormatWithoutText_BeginsWithoutTheTemplatesText()
    {
        _small.Write("chat_template.jinja", FamilyTemplates.WithTools("s", "<think>\\n"));
        QwenTokenizer tokenizer = _small.Load();
        AITool[] tools = [AIFunctionFactory.Create(() => 1, "f")];

        Assert.Equal("<think>\n", StartOf(new() { Tools = tools }));
        Assert.Equal("", StartOf(new() { ResponseFormat = ChatResponseFormat.Json }));
        Assert.Equal("", StartOf(new() { Grammar = GrammarSource.Choice(["a"]) }));
        Assert.Equal("<tool_call>", StartOf(new() { Tools = tools, ToolMode = ChatToolMode.RequireAny }));

        string StartOf(QwenChatOptions options) => AnswerPrompt.Of(tokenizer, [Question], options).StartText;
    }

    public void Dispose() => _small.Dispose();

    private static AnswerPrompt Of(QwenTokenizer tokenizer, string answer, int[] ids) =>
        AnswerPrompt.Of(tokenizer, [Question, new ChatMessage(ChatRole.Assistant, answer)], new QwenChatOptions { ContinuesAnswer = true, ContinuedIds = ids });
}
