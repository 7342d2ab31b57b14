namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The types of a GGUF file's tensors that are written. Source: <c>ggml_type</c> in ggml-org/llama.cpp.</summary>
internal enum GgufTensorType : uint
{
    F32 = 0,
    Q40 = 2,
}
