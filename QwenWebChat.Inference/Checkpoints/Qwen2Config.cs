namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The shape of a Qwen2 or Qwen2.5 decoder, from <c>config.json</c>. Source of the keys and their meaning:
/// huggingface/transformers' configuration_qwen2.py.
/// </summary>
public sealed record Qwen2Config
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "config.json";

    private const double FamilyTheta = 1e6;
    private const int TrainedTokens = 32_768;
    private const int StretchedTokens = 131_072;

    // The models for a million tokens, which GGUF files tell by nothing but this base.
    private const double LongTheta = 1e7;
    private const int LongChunk = 262_144;

    /// <summary>The width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width within the MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of decoder layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>The number of query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>The number of key and value heads; divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>The width of one head, an even number: RoPE turns pairs.</summary>
    public required int HeadSize { get; init; }

    /// <summary>The rows of the embedding and of the output head; more than the tokenizer has ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>What RMSNorm adds to the mean square.</summary>
    public required double RmsNormEps { get; init; }

    /// <summary>The context that the file names, in tokens; <see cref="ContextTokens"/> is what can be used.</summary>
    public required int MaxPositionEmbeddings { get; init; }

    /// <summary>
    /// The tokens that the model was trained on with plain attention, where it reads more by dual chunk attention; null where
    /// the file does not ask for that.
    /// </summary>
    public int? DualChunkTokens { get; init; }

    /// <summary>Whether the output head is the embedding; the checkpoint then has no <c>lm_head.weight</c>.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>The stretching of the context, or null for plain RoPE.</summary>
    public YarnScaling? RopeScaling { get; init; }

    /// <summary>The ids that end a text; those of <see cref="GenerationDefaults.EndTokenIds"/> end it as well.</summary>
    public IReadOnlyList<int> EndTokenIds { get; init; } = [];

    /// <summary>
    /// The type that the weights were saved in, by torch's name, such as <c>bfloat16</c>; <c>float32</c> where the file
    /// does not say, as in transformers. The tensors' own types are in the safetensors headers.
    /// </summary>
    public string DType { get; init; } = "float32";

    /// <summary>
    /// The tokens that plain RoPE and plain attention hold for. Qwen2.5 was trained on 32,768; many files, GGUF above all,
    /// name the 131,072 that its larger models reach with YaRN. Source: Qwen2.5 Technical Report (arXiv 2412.15115), section 3.3.
    /// </summary>
    public int PlainTokens => NamesDualChunk ? DualChunkTokens ?? LongChunk : NamesStretched ? TrainedTokens : MaxPositionEmbeddings;

    /// <summary>The reason why the context is shorter than the file says.</summary>
    public ContextLimit ContextLimit =>
        RopeScaling is not null || ContextTokens >= MaxPositionEmbeddings ? ContextLimit.None
        : NamesDualChunk ? ContextLimit.DualChunk
        : ContextLimit.Training;

    /// <summary>
    /// How far the context may be stretched by YaRN when a request needs it; 1: not at all. 4 for the Qwen2.5 models
    /// whose cards document it (7B and larger), which the shape of the configuration tells; a configuration that
    /// names a stretching of its own keeps to that.
    /// </summary>
    public int LargestYarnFactor =>
        RopeScaling is null && !NamesDualChunk && PlainTokens == TrainedTokens && RopeTheta == FamilyTheta && HiddenSize >= 3_584 ? StretchedTokens / TrainedTokens : 1;

    /// <summary>
    /// The tokens that a prompt and its answer may have together. Published Qwen2.5 files leave
    /// <c>max_position_embeddings</c> at the original length when YaRN is added, so with YaRN the factor decides.
    /// </summary>
    public int ContextTokens => RopeScaling?.ContextTokens ?? (PlainTokens * LargestYarnFactor);

    private bool NamesStretched => RopeScaling is null && RopeTheta == FamilyTheta && MaxPositionEmbeddings == StretchedTokens;

    private bool NamesDualChunk => RopeScaling is null
        && (DualChunkTokens is not null || RopeTheta == LongTheta) && MaxPositionEmbeddings > (DualChunkTokens ?? LongChunk);

    /// <summary>The least stretching that holds so many tokens: 1, 2 or 4; 1 where the configuration names its own.</summary>
    public int YarnFactorFor(int tokens)
    {
        int factor = 1;
        while (factor < LargestYarnFactor && tokens > PlainTokens * factor)
        {
            factor *= 2;
        }

        return factor;
    }

    /// <summary>Reads and checks <c>config.json</c> of a folder.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing or broken, a value is missing or out of range, or the model is one that this engine does
    /// not run: another architecture, activation or RoPE scaling, sliding-window attention.
    /// </exception>
    public static Qwen2Config Load(string folder) => Qwen2ConfigReader.Read(Path.Combine(folder, FileName));
}
