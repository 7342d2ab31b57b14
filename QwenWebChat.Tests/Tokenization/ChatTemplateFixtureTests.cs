using System.Text.Json;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class ChatTemplateFixtureTests
{
    private static readonly string[] TemplateTokens = ["<|im_start|>", "<|im_end|>"];

    [Fact]
    public void Render_Cases_EqualsReference()
    {
        IReadOnlyList<JsonElement> cases = Qwen2Fixture.Cases("chat-cases.json");

        Assert.Equal(16, cases.Count);
        Assert.All(cases, one => Assert.Equal(Prompt(one), ChatTemplateFile.Parse(one.GetRawText()).Render(ChatTemplate.Qwen25).Text));
    }

    [Fact]
    public void Encode_CasesAsTrustedText_EqualsReference()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();

        Assert.All(Qwen2Fixture.Cases("chat-cases.json"), one =>
        {
            ChatPrompt prompt = ChatTemplateFile.Parse(one.GetRawText()).Render(ChatTemplate.Qwen25);
            Assert.Equal(Qwen2Fixture.Ids(one), tokenizer.Encode(prompt.Text, parseSpecial: true));
        });
    }

    [Fact]
    public void Encode_CasesAsPrompt_EqualsReferenceButForInjection()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        List<JsonElement> cases = [.. Qwen2Fixture.Cases("chat-cases.json").Where(one => !IsInjection(one))];

        Assert.Equal(15, cases.Count);
        Assert.All(cases, one =>
        {
            ChatPrompt prompt = ChatTemplateFile.Parse(one.GetRawText()).Render(ChatTemplate.Qwen25);
            Assert.Equal(Qwen2Fixture.Ids(one), tokenizer.Encode(prompt));
        });
    }

    [Fact]
    public void Encode_Injection_OpensNoTurn()
    {
        QwenTokenizer tokenizer = Qwen2Fixture.Require();
        JsonElement injection = Assert.Single(Qwen2Fixture.Cases("chat-cases.json"), IsInjection);
        ChatPrompt prompt = ChatTemplateFile.Parse(injection.GetRawText()).Render(ChatTemplate.Qwen25);
        int[] ids = tokenizer.Encode(prompt);

        // System, user and the open assistant's turn: three starts, two ends.
        Assert.Equal([3, 2], TemplateTokens.Select(token => ids.Count(id => tokenizer.SpecialTokens.TryGetId(token, out int mark) && id == mark)));
        Assert.Equal(prompt.Text, tokenizer.Decode(ids, skipSpecial: false));
        Assert.NotEqual(Qwen2Fixture.Ids(injection), ids);
    }

    private static string Prompt(JsonElement element) => element.GetProperty("prompt").GetString()!;

    private static bool IsInjection(JsonElement element) =>
        element.GetProperty("name").GetString()!.Contains("injection", StringComparison.Ordinal);
}
