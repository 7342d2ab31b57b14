using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>Storage formats and execution of a model.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// <c>float32</c>, <c>bfloat16</c> or <c>auto</c>: the storage format of float weights. Auto is bfloat16 on a GPU;
    /// on a CPU float32 if the weights take at most half of the memory, otherwise bfloat16. A CPU keeps weights that
    /// are stored as bfloat16 in that format and computes in float32.
    /// </summary>
    public string DType { get; init; } = "auto";

    /// <summary>
    /// <c>none</c>, <c>int8</c> or <c>int4</c>: quantizes float matrices when they are loaded. Quantized checkpoints
    /// are not changed.
    /// </summary>
    public string Quantize { get; init; } = "none";

    /// <summary>The number of weights that share a scale in int4: 32, 64 or 128.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>
    /// <c>int8</c> or <c>float</c>: the storage format of embedding and head beside quantized matrices, if the
    /// checkpoint has them as floats.
    /// </summary>
    public string Vocabulary { get; init; } = "int8";

    /// <summary>True if rounded weights are stored in a file beside the model, which the next start maps into memory.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>
    /// <c>auto</c>; <c>reference</c>: products with quantized weights in float32 on the CPU, exact and slow, to verify
    /// the other kernels; or <c>torch</c>: runs the GPU code path on the CPU, for tests without a GPU.
    /// </summary>
    public string Kernels { get; init; } = "auto";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>auto</c>, which uses the GPU if libtorch finds one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The number of GPUs that share the layers; null for the minimum that holds the model and its maximum context.</summary>
    public int? Cards { get; init; }

    /// <summary>The number of GPUs that compute every layer together, each with a part of its heads and columns; 1 for none.</summary>
    public int TensorParallel { get; init; } = 1;

    /// <summary>
    /// The number of last layers that are placed on the GPUs; the layers before them stay on the CPU. Null places all
    /// layers on the GPUs. In the app's settings it stands beside the model's path: <c>Model:GpuLayers</c>.
    /// </summary>
    public int? GpuLayers { get; init; }

    /// <summary>The maximum number of tokens in one step, over all requests; null means 512 on a CPU and 2,048 on a GPU.</summary>
    public int? MaxStepTokens { get; init; }

    /// <summary>
    /// <c>float32</c>, <c>bfloat16</c>, <c>int8</c> or <c>auto</c>: the storage format of cached keys and values. Auto
    /// is float32 if <see cref="DType"/> is, otherwise bfloat16.
    /// </summary>
    public string KvCache { get; init; } = "auto";

    /// <summary>The KV cache capacity in tokens, shared by all requests; null for the useful maximum that fits.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>The share of the device's memory that the model and its cache may use; null means 0.75 on a CPU, 0.9 on a GPU.</summary>
    public double? MemoryShare { get; init; }

    /// <summary>The maximum number of tokens of a prompt and its answer; null for the model's own limit.</summary>
    public int? MaxContextTokens { get; init; }

    /// <summary>
    /// The number of threads of one step; null means one for a model below 64 MiB, otherwise the number of physical
    /// cores.
    /// </summary>
    public int? ThreadCount { get; init; }

    /// <summary>Wraps the model, for tests.</summary>
    internal Func<IServingModel, IServingModel>? Wrap { get; init; }

    /// <summary>True if the options require GPUs.</summary>
    internal bool AsksForCards => Device == "cuda" || (Device == "auto" && (GpuLayers > 0 || Cards is not null || TensorParallel > 1));

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
        ValidateCards();
    }

    private void ValidateCards()
    {
        const string Asking = "GpuLayers, Cards or TensorParallel require GPUs";
        bool isShared = Cards is not null || TensorParallel > 1;
        Require(Cards is null or (>= 1 and <= 64), $"Cards is {Cards}; it must be 1 to 64.");
        Require(TensorParallel is >= 1 and <= 64, $"TensorParallel is {TensorParallel}; it must be 1 to 64.");
        Require(Cards is null || TensorParallel == 1 || Cards == TensorParallel, $"Cards is {Cards} and TensorParallel {TensorParallel}; with tensor parallelism they must be the same.");
        Require(GpuLayers is null or >= 0, $"GpuLayers is {GpuLayers}; it must be 0 or more.");
        Require(Kernels == "auto" || Device != "cuda", $"Kernels is '{Kernels}', which is for a CPU, and Device is 'cuda'; one of them must be auto.");
        Require(Kernels != "reference" || (!isShared && GpuLayers is null or 0), $"Kernels is 'reference', which is for a CPU, and {Asking}; Kernels must be auto.");
        Require(Device != "cpu" || Kernels == "torch" || (!isShared && GpuLayers is null or 0), $"Device is 'cpu', and {Asking}; Device must be auto or cuda.");
        Require(GpuLayers != 0 || (!isShared && Kernels != "torch" && Device != "cuda"), $"GpuLayers is 0, and Device, Cards, TensorParallel or Kernels 'torch' require a GPU; remove one of them.");
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant(message));
        }
    }
}
