namespace QwenWebChat.App.Monitoring;

/// <summary>
/// The bucket bounds of the engine's histograms. They equal vLLM's, so that its dashboards and alerts can be used
/// unchanged. vLLM's bounds end at the model's context length; these end at the maximum context length of Qwen2.5.
/// </summary>
internal static class VllmBuckets
{
    private static readonly double[] RequestTokens =
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

    private static readonly double[] StepTokens = [1, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384];

    private static readonly double[] FirstTokenSeconds =
        [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2_560];

    private static readonly double[] TokenSeconds =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

    private static readonly double[] RequestSeconds =
        [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1_920, 7_680];

    /// <summary>Maps instruments of the engine's meter to the upper bounds of their buckets.</summary>
    public static readonly IReadOnlyDictionary<string, double[]> ByInstrument = new Dictionary<string, double[]>
    {
        ["vllm.iteration_tokens_total"] = StepTokens,
        ["vllm.request_prompt_tokens"] = RequestTokens,
        ["vllm.request_generation_tokens"] = RequestTokens,
        ["vllm.time_to_first_token_seconds"] = FirstTokenSeconds,
        ["vllm.inter_token_latency_seconds"] = TokenSeconds,
        ["vllm.request_time_per_output_token_seconds"] = TokenSeconds,
        ["vllm.e2e_request_latency_seconds"] = RequestSeconds,
        ["vllm.request_queue_time_seconds"] = RequestSeconds,
        ["vllm.request_prefill_time_seconds"] = RequestSeconds,
        ["vllm.request_decode_time_seconds"] = RequestSeconds,
        ["vllm.request_inference_time_seconds"] = RequestSeconds,
    };
}
