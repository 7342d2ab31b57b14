namespace QwenWebChat.Inference.Quantization;

/// <summary>The number format of a weight in memory.</summary>
internal enum MatrixFormat
{
    Float32,
    BFloat16,
    Int8,
    Int4,
}
