using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>How a model is held and run.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// <c>float32</c>, <c>bfloat16</c> or <c>auto</c>: how float weights are held. Auto is bfloat16 on a GPU; on a CPU
    /// float32 where it takes at most half of the memory, else bfloat16. Weights stored as bfloat16 stay so on a CPU, and
    /// what is computed there is float32.
    /// </summary>
    public string DType { get; init; } = "auto";

    /// <summary>
    /// <c>none</c>, <c>int8</c> or <c>int4</c>: float matrices are rounded as they are loaded. Checkpoints that are quantized
    /// already stay as they are.
    /// </summary>
    public string Quantize { get; init; } = "none";

    /// <summary>Weights that share a scale when rounded to int4: 32, 64 or 128.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>
    /// <c>int8</c> or <c>float</c>: how embedding and head are held beside quantized matrices where the checkpoint has
    /// them as floats.
    /// </summary>
    public string Vocabulary { get; init; } = "int8";

    /// <summary>Whether rounded weights are kept in a file beside the model, so that the next start maps them.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>
    /// <c>auto</c>; <c>reference</c>: products with quantized weights in float32 on the CPU, exact and slow, to check the
    /// others against; or <c>torch</c>: a CPU does what a card would, to check that without one.
    /// </summary>
    public string Kernels { get; init; } = "auto";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>auto</c>: the GPU where libtorch finds one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Cards that share the layers; none for as few as hold the model and its longest context.</summary>
    public int? Cards { get; init; }

    /// <summary>Cards that compute every layer together, each a part of its heads and columns; 1 for none.</summary>
    public int TensorParallel { get; init; } = 1;

    /// <summary>
    /// The last layers, so many, go to the cards, and those before them stay on the CPU; none for all of them to the cards. In
    /// the app's settings it stands beside the model's path: <c>Model:GpuLayers</c>.
    /// </summary>
    public int? GpuLayers { get; init; }

    /// <summary>Tokens of one step at most, of all requests together; none means 512 on a CPU and 2,048 on a card.</summary>
    public int? MaxStepTokens { get; init; }

    /// <summary>
    /// <c>float32</c>, <c>bfloat16</c>, <c>int8</c> or <c>auto</c>: how keys and values are cached. Auto is float32 where
    /// <see cref="DType"/> is, else bfloat16.
    /// </summary>
    public string KvCache { get; init; } = "auto";

    /// <summary>Tokens that the cache of keys and values holds, of all requests together; none for as many as are of use and fit.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>The part of the device's memory that the model may take with its cache; none means 0.75 on a CPU, 0.9 on a GPU.</summary>
    public double? MemoryShare { get; init; }

    /// <summary>Tokens of a prompt and its answer at most; none for what the model was made for.</summary>
    public int? MaxContextTokens { get; init; }

    /// <summary>Threads of one step; none means one for a model below 64 MiB, else as many as libtorch finds cores.</summary>
    public int? ThreadCount { get; init; }

    /// <summary>Puts something around the model; for tests.</summary>
    internal Func<IServingModel, IServingModel>? Wrap { get; init; }

    /// <summary>Whether only cards can do what is asked for.</summary>
    internal bool AsksForCards => Device == "cuda" || (Device == "auto" && (GpuLayers > 0 || Cards is not null || TensorParallel > 1));

    /// <exception cref="ArgumentException">A value is not one of those named above, or two contradict each other.</exception>
    public void Validate()
    {
        Require(DType is "auto" or "float32" or "bfloat16", $"DType is '{DType}'; it must be auto, float32 or bfloat16.");
        Require(Quantize is "none" or "int8" or "int4", $"Quantize is '{Quantize}'; it must be none, int8 or int4.");
        Require(GroupSize is 32 or 64 or 128, $"GroupSize is {GroupSize}; it must be 32, 64 or 128.");
        Require(Vocabulary is "int8" or "float", $"Vocabulary is '{Vocabulary}'; it must be int8 or float.");
        Require(Kernels is "auto" or "reference" or "torch", $"Kernels is '{Kernels}'; it must be auto, reference or torch.");
        Require(Device is "auto" or "cpu" or "cuda", $"Device is '{Device}'; it must be auto, cpu or cuda.");
        Require(KvCache is "auto" or "float32" or "bfloat16" or "int8", $"KvCache is '{KvCache}'; it must be auto, float32, bfloat16 or int8.");
        Require(MaxStepTokens is null or (>= 1 and <= 8192), $"MaxStepTokens is {MaxStepTokens}; it must be 1 to 8192.");
        Require(CacheTokens is null or >= 16, $"CacheTokens is {CacheTokens}; it must be at least 16.");
        Require(MemoryShare is null or (> 0 and <= 1), $"MemoryShare is {MemoryShare}; it must be above 0 and at most 1.");
        Require(MaxContextTokens is null or >= 16, $"MaxContextTokens is {MaxContextTokens}; it must be at least 16.");
        Require(ThreadCount is null or (>= 1 and <= 1024), $"ThreadCount is {ThreadCount}; it must be 1 to 1024.");
        ValidateCards();
    }

    private void ValidateCards()
    {
        const string Asking = "GpuLayers, Cards or TensorParallel ask for cards";
        bool isShared = Cards is not null || TensorParallel > 1;
        Require(Cards is null or (>= 1 and <= 64), $"Cards is {Cards}; it must be 1 to 64.");
        Require(TensorParallel is >= 1 and <= 64, $"TensorParallel is {TensorParallel}; it must be 1 to 64.");
        Require(Cards is null || TensorParallel == 1 || Cards == TensorParallel, $"Cards is {Cards} and TensorParallel {TensorParallel}; with tensor parallelism they must be the same.");
        Require(GpuLayers is null or >= 0, $"GpuLayers is {GpuLayers}; it must be 0 or more.");
        Require(Kernels == "auto" || Device != "cuda", $"Kernels is '{Kernels}', which is for a CPU, and Device is 'cuda'; one of them must be auto.");
        Require(Kernels != "reference" || (!isShared && GpuLayers is null or 0), $"Kernels is 'reference', which is for a CPU, and {Asking}; Kernels must be auto.");
        Require(Device != "cpu" || Kernels == "torch" || (!isShared && GpuLayers is null or 0), $"Device is 'cpu', and {Asking}; Device must be auto or cuda.");
        Require(GpuLayers != 0 || (!isShared && Kernels != "torch" && Device != "cuda"), $"GpuLayers is 0, and Device, Cards, TensorParallel or Kernels 'torch' want a card; one of them must go.");
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant(message));
        }
    }
}
