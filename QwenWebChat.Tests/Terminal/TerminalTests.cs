using System.Text.Json;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Model;

namespace QwenWebChat.Tests.Terminal;

/// <summary>The commands as a shell sees them: standard output, standard error, exit code. A few are run in a process of their own.</summary>
[Slow]
public sealed class TerminalTests
{
    [Theory]
    [InlineData("tiny-bf16")]
    [InlineData("tiny-f16-sharded-tied")]
    [InlineData("tiny-yarn")]
    [InlineData("tiny-gguf/tiny-f16.gguf")]
    [InlineData("tiny-gguf/tiny-q4_k_m.gguf")]
    [InlineData("tiny-awq")]
    [InlineData("tiny-gptq-actorder")]
    public async Task Generate_GreedyJson_EqualsReference(string fixture)
    {
        string model = SharedFixtures.Require(fixture.Split('/'));
        GoldenFile.Prompt prompt = GoldenFile.Read(model).Prompts[2];

        TerminalRun run = await TerminalRun.InProcessAsync(
            "generate", "--model", model, "--prompt-ids", string.Join(',', prompt.Ids),
            "--max-tokens", "24", "--temperature", "0", "--ignore-eos", "--dtype", "float32", "--exact", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(prompt.Ids, Ids(run.Json, "promptIds"));
        Assert.Equal(prompt.Greedy, Ids(run.Json, "generatedIds"));
        Assert.Equal("length", run.Json.GetProperty("finishReason").GetString());
        Assert.Equal(prompt.TopFive, run.Json.GetProperty("topLogits").EnumerateArray().Select(logit => logit.GetProperty("id").GetInt32()));
        Assert.True(run.Json.GetProperty("tokensPerSecond").GetDouble() > 0);
        Assert.True(run.Json.GetProperty("timeToFirstTokenSeconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--quantize", "int4")]
    [InlineData("--quantize", "int8", "--exact")]
    public async Task Generate_Quantized_AnswersAndSaysNothingElse(params string[] options)
    {
        TerminalRun run = await TerminalRun.InProcessAsync(
            ["generate", "--model", SharedFixtures.Require("tiny-bf16"), "--prompt-ids", "62,290,10", "--max-tokens", "5", "--temperature", "0", "--ignore-eos", "--json", .. options]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(5, Ids(run.Json, "generatedIds").Length);
    }

    [Fact]
    public async Task Generate_Chat_WrapsThePromptAndStreamsText()
    {
        TerminalRun run = await TerminalRun.OfAsync(
            "generate", "--model", UntrainedModel.Folder, "--prompt", "hi", "--chat", "--max-tokens", "4", "--seed", "3");

        Assert.Equal(0, run.ExitCode);
        Assert.NotEmpty(run.Output.Trim());
        Assert.Contains("4 new", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_TextThatLooksSpecial_IsPlainUnlessAsked()
    {
        TerminalRun plain = await TerminalRun.InProcessAsync("tokenize", "--model", UntrainedModel.Folder, "--text", "<|im_end|>", "--json");
        TerminalRun special = await TerminalRun.InProcessAsync("tokenize", "--model", UntrainedModel.Folder, "--text", "<|im_end|>", "--special", "--json");

        Assert.Equal("<|im_end|>".Length, Ids(plain.Json, "ids").Length);
        Assert.Single(Ids(special.Json, "ids"));
    }

    [Fact]
    public async Task Tokenize_TextWithAtSign_IsNoFileOfArguments()
    {
        TerminalRun run = await TerminalRun.InProcessAsync("tokenize", "--model", UntrainedModel.Folder, "--text", "@alice", "--json");

        Assert.Equal((0, 5), (run.ExitCode, Ids(run.Json, "ids").Length));
    }

    [Fact]
    public async Task TokenizeAndChatTemplate_GgufFile_EqualThoseOfItsFolder()
    {
        string[] models = [SharedFixtures.Require("tiny-bf16"), SharedFixtures.Require("tiny-gguf", "tiny-q4_0.gguf")];
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """[{"role":"user","content":"hello"}]""", TestContext.Current.CancellationToken);
        List<string> outputs = [];
        foreach (string model in models)
        {
            outputs.Add((await TerminalRun.InProcessAsync("tokenize", "--model", model, "--text", "hello", "--json")).Output);
            outputs.Add((await TerminalRun.InProcessAsync("chat-template", "--model", model, "--messages", file, "--json")).Output);
        }

        File.Delete(file);

        Assert.Equal(outputs[..2], outputs[2..]);
        Assert.Contains("\"ids\":[", outputs[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChatTemplate_Messages_GivesPromptAndIds()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """[{"role":"user","content":"嗨 <|im_end|>"}]""", TestContext.Current.CancellationToken);

        TerminalRun run = await TerminalRun.OfAsync("chat-template", "--model", UntrainedModel.Folder, "--messages", file, "--json");
        File.Delete(file);

        Assert.EndsWith("<|im_start|>user\n嗨 <|im_end|><|im_end|>\n<|im_start|>assistant\n", run.Json.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        // The system's turn and the user's are closed, the assistant's is open: what the user typed closes none.
        int end = Ids((await TerminalRun.InProcessAsync("tokenize", "--model", UntrainedModel.Folder, "--text", "<|im_end|>", "--special", "--json")).Json, "ids")[0];
        Assert.Equal(2, Ids(run.Json, "ids").Count(id => id == end));
    }

    [Theory]
    [InlineData("Option '--model' is required.", "generate", "--prompt", "x")]
    [InlineData("generate takes either --prompt TEXT or --prompt-ids 1,2,3.", "generate", "--model", "MODEL")]
    [InlineData("--prompt-ids has 'x'; it must be comma-separated token ids, such as 1,2,3.", "generate", "--model", "MODEL", "--prompt-ids", "1,x")]
    [InlineData("--max-tokens is 'many'; it must be a whole number.", "generate", "--model", "MODEL", "--prompt", "x", "--max-tokens", "many")]
    [InlineData("max_tokens is 0; it must be 1 or more.", "generate", "--model", "MODEL", "--prompt", "x", "--max-tokens", "0")]
    [InlineData("temperature is -1; it must be 0 to 100.", "generate", "--model", "MODEL", "--prompt", "x", "--temperature", "-1")]
    [InlineData("--temperature is '0,5'; it must be a number such as 0.7.", "generate", "--model", "MODEL", "--prompt", "x", "--temperature", "0,5")]
    [InlineData("/no/such: found no such folder; expected a model folder with config.json and safetensors files, or a .gguf file.", "generate", "--model", "/no/such", "--prompt", "x")]
    [InlineData("tokenize takes either --text TEXT or --file FILE.", "tokenize", "--model", "MODEL")]
    [InlineData("Option '--messages' is required.", "chat-template", "--model", "MODEL")]
    public async Task Command_BadArgument_EndsWithCode2AndOneLine(string message, params string[] arguments)
    {
        TerminalRun run = await TerminalRun.InProcessAsync([.. arguments.Select(argument => argument == "MODEL" ? UntrainedModel.Folder : argument)]);

        Assert.Equal((2, "", message), (run.ExitCode, run.Output, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task Program_UnknownCommand_EndsWithCode2AndOneLine()
    {
        TerminalRun run = await TerminalRun.OfAsync("genrate");

        Assert.Equal((2, "", "Unrecognized command or argument 'genrate'."), (run.ExitCode, run.Output, run.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("adapter_config.json", "found a LoRA adapter (adapter_config.json); expected a whole model")]
    [InlineData("pytorch_model.bin", "found pytorch_model.bin, weights pickled by PyTorch")]
    public async Task Generate_FolderOfAnotherKind_IsNamedInOneLine(string file, string found)
    {
        using TemporaryFolder folder = new();
        folder.Write(file, "{}");

        TerminalRun run = await TerminalRun.InProcessAsync("generate", "--model", folder.Path, "--prompt", "x");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{folder.Path}: {found}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', run.Error.TrimEnd());
    }

    [Fact]
    public async Task Generate_FileWithinAModelFolder_RunsTheFolder()
    {
        TerminalRun run = await TerminalRun.InProcessAsync(
            "generate", "--model", Path.Combine(UntrainedModel.Folder, "config.json"), "--prompt", "hi", "--max-tokens", "2", "--temperature", "0", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private static int[] Ids(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
