using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Engine;

/// <summary>What a folder says of how its model is asked, as far as it reaches an answer.</summary>
[Slow]
public sealed class ModelRecipeTests : IDisposable
{
    private const string TokenizerConfig = "tokenizer_config.json";

    private readonly FoundModel _model = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A fine-tune of a base model: nothing but the tokenizer knows that a turn ends.</summary>
    [Fact]
    public async Task Load_BaseModelsEnd_EndsTurnsToo()
    {
        QwenTokenizer tokenizer = QwenTokenizer.Load(_model.Path);
        int endOfText = tokenizer.SpecialTokens.EndOfText!.Value;
        _model.Set("config.json", "eos_token_id", endOfText).Set("generation_config.json", "eos_token_id", endOfText).Set(TokenizerConfig, "eos_token", "<|im_end|>");
        using EngineRun run = await EngineRun.StartAsync(model: _model.Path);

        Assert.Equal([endOfText, tokenizer.SpecialTokens.ImEnd!.Value], run.Engine.Model!.EndTokenIds);
    }

    [Fact]
    public async Task Load_NoRecipe_IsDescribedAsTheFamilys()
    {
        _model.WithoutRecipe().Set(TokenizerConfig, "chat_template", "{{ odd }}");
        using EngineRun run = await EngineRun.StartAsync(model: _model.Path);

        ModelStatus status = ModelDescription.Of(run.Engine.Model!);

        Assert.Equal((0.7, 0.8, 20, 1.05, 8192), (status.Defaults.Temperature, status.Defaults.TopP, status.Defaults.TopK, status.Defaults.RepetitionPenalty, status.Defaults.MaxTokens));
        Assert.Equal((DefaultsSource.Family, DefaultsSource.Family), (status.DefaultsSource, status.MaxTokensSource));
        Assert.Equal((TokenizerConfig, "turns without <|im_start|> and <|im_end|>"), (status.TemplateSource, status.TemplateProblem));
        Assert.Contains(ModelDescription.NotesOf(run.Engine.Model!), note => note?.StartsWith("The chat template of tokenizer_config.json is not supported", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Load_OwnRecipe_IsDescribedWithItsLength()
    {
        using EngineRun run = await EngineRun.StartAsync(model: _model.Path);

        ModelStatus status = ModelDescription.Of(run.Engine.Model!);

        Assert.Equal((DefaultsSource.File, DefaultsSource.File, 512), (status.DefaultsSource, status.MaxTokensSource, status.Defaults.MaxTokens));
        Assert.Equal((null, null, ChatTemplate.Qwen25.DefaultSystem), (status.TemplateSource, status.TemplateProblem, status.DefaultSystem));
        Assert.All(ModelDescription.NotesOf(run.Engine.Model!), Assert.Null);
    }

    /// <summary>The reason goes with the refusal; a cache or a setting that allows less is another reason.</summary>
    [Theory]
    [InlineData(null, ContextNote.DualChunk, "needs dual chunk attention; only plain attention is computed.")]
    [InlineData(32, ContextNote.None, "the answer included.")]
    public async Task Submit_BeyondPlainAttention_IsRefusedWithTheReason(int? maxContextTokens, ContextNote note, string reason)
    {
        _model.Set("config.json", "dual_chunk_attention_config", JsonNode.Parse("""{"original_max_position_embeddings":64}"""));
        InferenceOptions options = EngineRun.Options with { MaxContextTokens = maxContextTokens };
        using EngineRun run = await EngineRun.StartAsync(model: _model.Path, options: options);
        GenerationRequest request = run.Request() with { PromptIds = [.. Enumerable.Repeat(1, 64)] };

        ContextOverflowException refused = Assert.Throws<ContextOverflowException>(() => run.Engine.Submit(request));

        Assert.EndsWith(reason, refused.Message, StringComparison.Ordinal);
        ModelStatus status = ModelDescription.Of(run.Engine.Model!);
        Assert.Equal((maxContextTokens ?? 64, note, 2048), (status.ContextTokens, status.ContextNote, status.NamedContextTokens));
    }

    /// <summary>The beginning that the template writes is part of the answer, and the count is that of the tokens read.</summary>
    [Fact]
    public async Task Ask_TemplateThatOpensAThought_BeginsTheAnswerWithIt()
    {
        _model.Set(TokenizerConfig, "chat_template", FamilyTemplates.WithThoughts);
        using EngineRun run = await EngineRun.StartAsync(model: _model.Path);
        using QwenChatClient client = new(run.Engine);
        IPromptCounter counter = client.GetService<IPromptCounter>()!;
        ChatMessage question = new(ChatRole.User, "go on");

        ChatResponse response = await client.GetResponseAsync([question], new ChatOptions { Temperature = 0, MaxOutputTokens = 5 }, Cancellation);

        Assert.StartsWith("<think>\n", response.Text, StringComparison.Ordinal);
        Assert.Equal((null, 0), (counter.DefaultSystem, counter.CountSystem(null, [])));
        Assert.Equal(response.Usage!.InputTokenCount, counter.FrameTokens + counter.Count(question));
        int[] ids = [.. response.Messages.SelectMany(message => message.Contents).OfType<GenerationTokensContent>().SelectMany(tokens => tokens.Ids)];
        Assert.Equal(response.Text, run.Engine.Model!.Tokenizer.Decode(ids));
    }

    /// <summary>With a seed and penalties that only the ids can tell: cut anywhere, an answer goes on as if it had not been.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(7, true)]
    public async Task Continue_ById_IsTheAnswerThatWouldHaveCome(int cut, bool opensThought)
    {
        if (opensThought)
        {
            _model.Set(TokenizerConfig, "chat_template", FamilyTemplates.WithThoughts);
        }

        using EngineRun run = await EngineRun.StartAsync(model: _model.Path);
        using QwenChatClient client = new(run.Engine);
        ChatMessage question = new(ChatRole.User, "go on");
        (string whole, int[] wholeIds) = await AskAsync(client, [question], 20, null);
        (string half, int[] ids) = await AskAsync(client, [question], cut, null);

        (string rest, int[] restIds) = await AskAsync(client, [question, new ChatMessage(ChatRole.Assistant, half)], 20 - cut, ids);

        Assert.Equal(whole, half + rest);
        Assert.Equal(wholeIds, ids.Concat(restIds));
    }

    public void Dispose() => _model.Dispose();

    private static async Task<(string Text, int[] Ids)> AskAsync(QwenChatClient client, ChatMessage[] messages, int maxTokens, int[]? continued)
    {
        QwenChatOptions options = new()
        {
            Temperature = 1.5f,
            TopK = 0,
            TopP = 1,
            Seed = 11,
            PresencePenalty = 1,
            MaxOutputTokens = maxTokens,
            ContinuesAnswer = continued is not null,
            ContinuedIds = continued ?? [],
        };
        ChatResponse response = await client.GetResponseAsync(messages, options, Cancellation);
        return (response.Text, [.. response.Messages.SelectMany(message => message.Contents).OfType<GenerationTokensContent>().SelectMany(tokens => tokens.Ids)]);
    }
}
