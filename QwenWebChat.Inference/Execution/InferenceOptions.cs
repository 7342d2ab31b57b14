namespace QwenWebChat.Inference.Execution;

/// <summary>How a model is held and run.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// <c>float32</c>, <c>bfloat16</c> or <c>auto</c>: bfloat16 on a GPU; on a CPU float32 where it takes at most half of
    /// the memory, else bfloat16.
    /// </summary>
    public string DType { get; init; } = "auto";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>auto</c>: the GPU where libtorch finds one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Prompt tokens read in one step; none means 64 on a CPU and 512 on a GPU. Stop takes effect between steps.</summary>
    public int? PrefillChunkTokens { get; init; }

    /// <summary>Threads of one step; none means one for a model below 64 MiB, else as many as libtorch finds cores.</summary>
    public int? ThreadCount { get; init; }

    /// <exception cref="ArgumentException">A value is not one of those named above.</exception>
    public void Validate()
    {
        if (DType is not ("auto" or "float32" or "bfloat16"))
        {
            throw new ArgumentException($"DType is '{DType}'; it must be auto, float32 or bfloat16.");
        }

        if (Device is not ("auto" or "cpu" or "cuda"))
        {
            throw new ArgumentException($"Device is '{Device}'; it must be auto, cpu or cuda.");
        }

        if (PrefillChunkTokens is < 1 or > 8192)
        {
            throw new ArgumentException($"PrefillChunkTokens is {PrefillChunkTokens}; it must be 1 to 8192.");
        }

        if (ThreadCount is < 1 or > 1024)
        {
            throw new ArgumentException($"ThreadCount is {ThreadCount}; it must be 1 to 1024.");
        }
    }
}
