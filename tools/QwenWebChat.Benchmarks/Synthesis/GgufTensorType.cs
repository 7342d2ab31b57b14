namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The tensor types that are written to GGUF files. Source: <c>ggml_type</c> in ggml-org/llama.cpp.</summary>
internal enum GgufTensorType : uint
{
    F32 = 0,
    Q40 = 2,
}
