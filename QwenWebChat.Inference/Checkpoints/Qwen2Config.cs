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

    // GGUF files of the models for a million tokens are recognizable only by this base.
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

    /// <summary>The width of one head, an even number, because RoPE rotates pairs.</summary>
    public required int HeadSize { get; init; }

    /// <summary>The number of rows of the embedding and of the output head; at least the tokenizer's number of ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>The epsilon that RMSNorm adds to the mean square.</summary>
    public required double RmsNormEps { get; init; }

    /// <summary>The context length in the file, in tokens; <see cref="ContextTokens"/> is the usable length.</summary>
    public required int MaxPositionEmbeddings { get; init; }

    /// <summary>
    /// The context length that the model was trained on with plain attention, if it extends it by dual chunk attention;
    /// null if the file does not enable that.
    /// </summary>
    public int? DualChunkTokens { get; init; }

    /// <summary>True if the output head is the embedding; the checkpoint then has no <c>lm_head.weight</c>.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>The YaRN settings; null for plain RoPE.</summary>
    public YarnScaling? RopeScaling { get; init; }

    /// <summary>The ids that end a text; those of <see cref="GenerationDefaults.EndTokenIds"/> end it as well.</summary>
    public IReadOnlyList<int> EndTokenIds { get; init; } = [];

    /// <summary>
    /// The dtype that the weights were saved in, by torch's name, such as <c>bfloat16</c>; <c>float32</c> if the file
    /// does not state it, as in transformers. The tensors' own dtypes are in the safetensors headers.
    /// </summary>
    public string DType { get; init; } = "float32";

    /// <summary>
    /// The context length for plain RoPE and plain attention. Qwen2.5 was trained on 32,768 tokens; many files, above
    /// all GGUF, state the 131,072 that its larger models reach with YaRN. Source: Qwen2.5 Technical Report (arXiv
    /// 2412.15115), section 3.3.
    /// </summary>
    public int PlainTokens => NamesDualChunk ? DualChunkTokens ?? LongChunk : NamesStretched ? TrainedTokens : MaxPositionEmbeddings;

    /// <summary>The reason why the context is shorter than the file states.</summary>
    public ContextLimit ContextLimit =>
        RopeScaling is not null || ContextTokens >= MaxPositionEmbeddings ? ContextLimit.None
        : NamesDualChunk ? ContextLimit.DualChunk
        : ContextLimit.Training;

    /// <summary>
    /// The maximum YaRN factor for a request that needs it; 1 for none. 4 for the Qwen2.5 models whose model cards
    /// document it (7B and larger), recognized by the shape of the configuration; a configuration with its own scaling
    /// uses that.
    /// </summary>
    public int MaxYarnFactor =>
        RopeScaling is null && !NamesDualChunk && PlainTokens == TrainedTokens && RopeTheta == FamilyTheta && HiddenSize >= 3_584 ? StretchedTokens / TrainedTokens : 1;

    /// <summary>
    /// The maximum number of tokens of a prompt and its answer. Published Qwen2.5 files leave
    /// <c>max_position_embeddings</c> at the original length when YaRN is added, so with YaRN the factor determines it.
    /// </summary>
    public int ContextTokens => RopeScaling?.ContextTokens ?? (PlainTokens * MaxYarnFactor);

    private bool NamesStretched => RopeScaling is null && RopeTheta == FamilyTheta && MaxPositionEmbeddings == StretchedTokens;

    private bool NamesDualChunk => RopeScaling is null
        && (DualChunkTokens is not null || RopeTheta == LongTheta) && MaxPositionEmbeddings > (DualChunkTokens ?? LongChunk);

    /// <summary>Returns the minimum YaRN factor for so many tokens: 1, 2 or 4; 1 if the configuration has its own scaling.</summary>
    public int YarnFactorFor(int tokens)
    {
        int factor = 1;
        while (factor < MaxYarnFactor && tokens > PlainTokens * factor)
        {
            factor *= 2;
        }

        return factor;
    }

    /// <summary>Reads and validates <c>config.json</c> of a folder.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing or damaged, a value is missing or out of range, or the model is not supported: another
    /// architecture, activation or RoPE scaling, sliding-window attention.
    /// </exception>
    public static Qwen2Config Load(string folder) => Qwen2ConfigReader.Read(Path.Combine(folder, FileName));
}
