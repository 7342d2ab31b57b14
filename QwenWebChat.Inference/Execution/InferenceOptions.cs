using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>Section <c>Inference</c>: how the model is loaded and run.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// Data type of float weights. <c>auto</c> means bfloat16 on a GPU; on a CPU it means float32 if the weights then take
    /// at most half of the memory, else bfloat16. A CPU keeps weights that are stored as bfloat16 and computes in float32.
    /// </summary>
    public string DType { get; init; } = "auto";

    /// <summary>
    /// Quantizes float matrices while they are loaded, to 8 or 4 bits per weight. Checkpoints that are quantized already
    /// are not changed. A GPU repeats it at every start, which takes minutes for a 7B model.
    /// </summary>
    public string Quantize { get; init; } = "none";

    /// <summary>Number of weights that share one scale when <c>Quantize</c> is <c>int4</c>.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>Data type of the embedding and the output head of a quantized model whose checkpoint stores these two as floats.</summary>
    public string Vocabulary { get; init; } = "int8";

    /// <summary>
    /// Stores the result of <c>Quantize</c> in a file beside the model, which the next start maps into memory instead of
    /// quantizing again. CPU only.
    /// </summary>
    public bool Cache { get; init; } = true;

    /// <summary>
    /// Kernels that compute the model. <c>reference</c> multiplies quantized weights in float32 on the CPU: exact and slow,
    /// for comparison. <c>torch</c> runs the GPU code path on the CPU, for tests without a GPU.
    /// </summary>
    public string Kernels { get; init; } = "auto";

    /// <summary>
    /// Device that runs the model. <c>auto</c> means the GPU if libtorch finds one. <c>cuda</c> without a usable GPU is
    /// rejected; the CPU never replaces it silently.
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Number of GPUs that the layers are split over, in proportion to their free memory. If not set, as few GPUs as hold
    /// the model and its longest context.
    /// </summary>
    public int? GpuCount { get; init; }

    /// <summary>
    /// Number of GPUs that compute every layer together, each with a part of its attention heads and columns; 1 turns
    /// tensor parallelism off.
    /// </summary>
    public int TensorParallel { get; init; } = 1;

    /// <summary>
    /// Number of layers, counted from the last, that run on the GPU; the others run on the CPU. If not set, all layers run
    /// on the GPU. The key <c>Model:GpuLayers</c> sets the same value.
    /// </summary>
    public int? GpuLayers { get; init; }

    /// <summary>Maximum number of tokens in one engine step, of all requests together. If not set, 512 on a CPU and 2,048 on a GPU.</summary>
    public int? MaxStepTokens { get; init; }

    /// <summary>
    /// Data type of the KV cache. <c>auto</c> means float32 if <c>DType</c> is float32, else bfloat16. <c>int8</c> takes
    /// half the memory of bfloat16.
    /// </summary>
    public string KvCache { get; init; } = "auto";

    /// <summary>
    /// KV-cache capacity in tokens, shared by all requests. If not set, as many as the requests can use and the memory
    /// holds. A capacity that does not fit aborts loading with the figures.
    /// </summary>
    public int? CacheTokens { get; init; }

    /// <summary>
    /// Part of the device's memory that the weights, the KV cache and one step may take together. If not set, 0.75 on a CPU
    /// and 0.9 on a GPU.
    /// </summary>
    public double? MemoryShare { get; init; }

    /// <summary>Maximum number of tokens of a prompt and its answer together. If not set, the maximum of the model.</summary>
    public int? MaxContextTokens { get; init; }

    /// <summary>Number of CPU threads that compute one step. If not set, one thread for a model below 64 MiB, else one per physical core.</summary>
    public int? ThreadCount { get; init; }

    /// <summary>Wraps the model, for tests.</summary>
    internal Func<IServingModel, IServingModel>? Wrap { get; init; }

    /// <summary>True if the options require GPUs.</summary>
    internal bool AsksForGpus => Device == "cuda" || (Device == "auto" && (GpuLayers > 0 || GpuCount is not null || TensorParallel > 1));

    /// <exception cref="ArgumentException">A value is not one of those named above, or two values contradict each other.</exception>
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
        ValidateGpus();
    }

    private void ValidateGpus()
    {
        const string Asking = "GpuLayers, GpuCount or TensorParallel require GPUs";
        bool isShared = GpuCount is not null || TensorParallel > 1;
        Require(GpuCount is null or (>= 1 and <= 64), $"GpuCount is {GpuCount}; it must be 1 to 64.");
        Require(TensorParallel is >= 1 and <= 64, $"TensorParallel is {TensorParallel}; it must be 1 to 64.");
        Require(GpuCount is null || TensorParallel == 1 || GpuCount == TensorParallel, $"GpuCount is {GpuCount} and TensorParallel {TensorParallel}; with tensor parallelism they must be the same.");
        Require(GpuLayers is null or >= 0, $"GpuLayers is {GpuLayers}; it must be 0 or more.");
        Require(Kernels == "auto" || Device != "cuda", $"Kernels is '{Kernels}', which is for a CPU, and Device is 'cuda'; one of them must be auto.");
        Require(Kernels != "reference" || (!isShared && GpuLayers is null or 0), $"Kernels is 'reference', which is for a CPU, and {Asking}; Kernels must be auto.");
        Require(Device != "cpu" || Kernels == "torch" || (!isShared && GpuLayers is null or 0), $"Device is 'cpu', and {Asking}; Device must be auto or cuda.");
        Require(GpuLayers != 0 || (!isShared && Kernels != "torch" && Device != "cuda"), $"GpuLayers is 0, and Device, GpuCount, TensorParallel or Kernels 'torch' require a GPU; remove one of them.");
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant(message));
        }
    }
}
