using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Tokenization;

/// <summary>What is taken of a model's own chat template, and where it is looked for.</summary>
public sealed class ModelTemplateTests : IDisposable
{
    private const string ConfigName = "tokenizer_config.json";
    private const string FileName = "chat_template.jinja";

    private readonly SmallTokenizer _small = new();

    public static TheoryData<string, string?, string> Forms => new()
    {
        { FamilyTemplates.WithTools("You are Qwen, created by Alibaba Cloud. You are a helpful assistant."), "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.", "" },
        { FamilyTemplates.WithTools("You are a pirate.\\nSay \\'Arr\\'."), "You are a pirate.\nSay 'Arr'.", "" },
        { FamilyTemplates.WithTools("Reason step by step.", "<think>\\n"), "Reason step by step.", "<think>\n" },
        { FamilyTemplates.WithTools("x").Replace("'<|im_start|>system\\nx<|im_end|>\\n'", "''", StringComparison.Ordinal), null, "" },
        { FamilyTemplates.InLoop("You are a helpful assistant"), "You are a helpful assistant", "" },
        { FamilyTemplates.InLoop("x").Replace('\'', '"').Replace("{%", "{%-", StringComparison.Ordinal), "x", "" },
        { FamilyTemplates.InLoop(""), "", "" },
        { FamilyTemplates.ByVariable("You are kind."), "You are kind.", "" },
        { FamilyTemplates.PlainChatMl, null, "" },
        { "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}" + FamilyTemplates.PlainChatMl, null, "" },
        { FamilyTemplates.PlainChatMl.Replace(" + ", " ~ ", StringComparison.Ordinal).Replace("message['content']", "message.content | trim", StringComparison.Ordinal), null, "" },
        { FamilyTemplates.PlainChatMl.Replace("assistant\\n", "assistant\\nSure: ", StringComparison.Ordinal), null, "Sure: " },
        { "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}", null, "" },
        { FamilyTemplates.WithThoughts, null, "<think>\n" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Load_FormOfTheFamily_IsTaken(string template, string? system, string answerStart)
    {
        _small.Write(FileName, template);

        ModelTemplate found = _small.Load().ModelTemplate;

        Assert.Equal(new ModelTemplate(new ChatTemplate(system, answerStart), FileName), found);
    }

    [Theory]
    [InlineData("{{ bos_token }}{% for message in messages %}[{{ message.role }}] {{ message.content }}{% endfor %}", "turns without <|im_start|>")]
    [InlineData("Today is {{ strftime_now('%d') }}.", "unknown function")]
    [InlineData("{% macro turn(message) %}{% endmacro %}", "line 1: the block macro")]
    [InlineData("{{ messages", "line 1: a tag without an end")]
    [InlineData("{% if messages %}\n{% if tools %}{% endif %}", "line 2: no endif")]
    [InlineData("{{ raise_exception('System role not supported') }}", "System role not supported")]
    [InlineData("{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}", "it takes too many steps")]
    [InlineData("{% set ns = namespace(s='xxxxxxxx') %}{% for a in range(30) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "its output is too long")]
    [InlineData("{% set ns = namespace(s='xxxxxxxx') %}{% for a in range(14) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{% for a in range(900) %}{% set t = ns.s[::-1] %}{% endfor %}", "it takes too many steps")]
    [InlineData("{% for a in range(900) %}{{ 'x' * 2 }}{% endfor %}", "a calculation with a text")]
    [InlineData("{% set ns = namespace(l=range(900)) %}{% for a in range(30) %}{% set ns.l = ns.l + ns.l %}{% endfor %}", "it takes too many steps")]
    public void Load_UnknownForm_IsSaidAndChatMlTaken(string template, string problem)
    {
        _small.Write(FileName, template);

        ModelTemplate found = _small.Load().ModelTemplate;

        Assert.Equal((ChatTemplate.Qwen25, FileName), (found.Template, found.Source));
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
    }

    /// <summary>Each differs from ChatML in one turn of one conversation.</summary>
    [Theory]
    [InlineData("'<|im_end|>' + '\\n'", "'<|im_end|>'")]
    [InlineData("message['role']", "(message['role'] | upper)")]
    [InlineData("message['content']", "(message['content'] if message['role'] != 'assistant' else '')")]
    [InlineData("message['content']", "(message['content'] if not loop.last else message['content'] + '!')")]
    [InlineData("messages %}", "messages if message.role != 'system' %}")]
    public void Load_OtherTurns_AreNotTaken(string part, string other)
    {
        _small.Write(FileName, FamilyTemplates.PlainChatMl.Replace(part, other, StringComparison.Ordinal));

        Assert.NotNull(_small.Load().ModelTemplate.Problem);
    }

    [Fact]
    public void Load_HostileTemplate_IsGivenUp()
    {
        string[] hostile =
        [
            "{{ " + string.Concat(Enumerable.Repeat("(", 30_000)) + "1",
            "{{ 1" + string.Concat(Enumerable.Repeat("+1", 30_000)) + " }}",
            "{{ a" + string.Concat(Enumerable.Repeat("[0]", 20_000)) + " }}",
            "{{ " + string.Concat(Enumerable.Repeat("not ", 15_000)) + "1 }}",
            string.Concat(Enumerable.Repeat("{% if 1 %}", 6_000)),
            new string(' ', TemplateText.MaxCharacters + 1),
            "{% set l = [] %}{% for a in range(900) %}{% set l = [l] %}{% endfor %}{{ l }}",
        ];

        Assert.All(hostile, template =>
        {
            _small.Write(FileName, template);
            Assert.NotNull(_small.Load().ModelTemplate.Problem);
        });
    }

    [Fact]
    public void Load_NoTemplate_IsQwensOwn() => Assert.Equal(new ModelTemplate(ChatTemplate.Qwen25), _small.Load().ModelTemplate);

    [Fact]
    public void Load_ConfigWithText_IsTaken()
    {
        Configure(FamilyTemplates.InLoop("A"));

        Assert.Equal(new ModelTemplate(new ChatTemplate("A"), ConfigName), _small.Load().ModelTemplate);
    }

    [Fact]
    public void Load_ConfigWithNames_TakesTheDefault()
    {
        Configure(new JsonArray(Named("tool_use", FamilyTemplates.InLoop("T")), Named("default", FamilyTemplates.InLoop("D"))));

        Assert.Equal("D", _small.Load().ChatTemplate.DefaultSystem);
        Configure(new JsonArray(Named("chat", FamilyTemplates.InLoop("C"))));
        Assert.Equal("C", _small.Load().ChatTemplate.DefaultSystem);
    }

    [Fact]
    public void Load_FileBesideConfig_GoesBefore()
    {
        Configure(FamilyTemplates.InLoop("config"));
        _small.Write(FileName, FamilyTemplates.InLoop("file"));

        Assert.Equal("file", _small.Load().ChatTemplate.DefaultSystem);
    }

    [Theory]
    [InlineData("5", "a number as chat_template")]
    [InlineData("[]", "an array as chat_template")]
    [InlineData("[{\"name\":\"default\"}]", "an array as chat_template")]
    public void Load_ConfigWithWrongKind_IsRefused(string json, string found)
    {
        Configure(JsonNode.Parse(json)!);

        Refusal.Is(() => _small.Load(), _small.PathOf(ConfigName), found, "a text, or a list");
    }

    /// <summary>Begin and end tokens are what the tokenizer names.</summary>
    [Fact]
    public void Load_TemplateWithBeginToken_IsTakenWhereThereIsNone()
    {
        _small.Write(FileName, "{{ bos_token }}" + FamilyTemplates.PlainChatMl);
        Assert.Null(_small.Load().ModelTemplate.Problem);

        JsonObject config = Config();
        config["bos_token"] = new JsonObject { ["content"] = "<|endoftext|>" };
        _small.Write(ConfigName, config.ToJsonString());
        Assert.Equal("text before the first turn", _small.Load().ModelTemplate.Problem);
    }

    [Fact]
    public void Load_Gguf_ReadsItsKey()
    {
        using TemporaryFolder folder = new();
        SmallGguf.Create().Set("tokenizer.chat_template", FamilyTemplates.WithTools("G", "<think>\\n")).Write(folder);

        Assert.Equal(new ModelTemplate(new ChatTemplate("G", "<think>\n"), "tokenizer.chat_template"), QwenTokenizer.Load(folder.Path).ModelTemplate);
    }

    /// <summary>A thought's tag is its token in the beginning of an answer, and text where somebody writes it.</summary>
    [Fact]
    public void Encode_AnswerStart_UsesAddedTokens()
    {
        JsonObject config = Config();
        config["added_tokens_decoder"]!["305"] = new JsonObject { ["content"] = "<think>" };
        _small.Write(ConfigName, config.ToJsonString());
        _small.Write(FileName, FamilyTemplates.WithTools("Tags: <think>", "<think>\\n"));
        QwenTokenizer tokenizer = _small.Load();

        int[] ids = tokenizer.Encode(tokenizer.ChatTemplate.Render([new ChatMlMessage("user", "<think>")]));

        Assert.Equal(2, ids.Count(id => id == 305));
        Assert.Equal([305, '\n'], ids[^2..]);
    }

    /// <summary>A fine-tune of a base model: its other files end texts by the end of a document alone.</summary>
    [Theory]
    [InlineData("\"<|im_end|>\"", null)]
    [InlineData("null", null)]
    [InlineData("\"hello\"", 259)]
    [InlineData("{\"content\":\"<tool_call>\",\"special\":true}", SmallTokenizer.ToolCall)]
    public void Load_EndToken_EndsAnswersBesideTheTurns(string json, int? added)
    {
        JsonObject config = Config();
        config["eos_token"] = JsonNode.Parse(json);
        _small.Write(ConfigName, config.ToJsonString());

        int[] ends = [SmallTokenizer.ImEnd, SmallTokenizer.EndOfText];
        Assert.Equal(added is { } id ? [.. ends, id] : ends, _small.Load().EndTokenIds);
    }

    [Fact]
    public void Load_EndTokenOfWrongKind_IsRefused()
    {
        JsonObject config = Config();
        config["eos_token"] = 7;
        _small.Write(ConfigName, config.ToJsonString());

        Refusal.Is(() => _small.Load(), _small.PathOf(ConfigName), "a number as eos_token", "a text, or an object with \"content\"");
    }

    public void Dispose() => _small.Dispose();

    private static JsonObject Named(string name, string template) => new() { ["name"] = name, ["template"] = template };

    private JsonObject Config() => JsonNode.Parse(File.ReadAllText(_small.PathOf(ConfigName)))!.AsObject();

    private void Configure(JsonNode template)
    {
        JsonObject config = Config();
        config["chat_template"] = template;
        _small.Write(ConfigName, config.ToJsonString());
    }
}
