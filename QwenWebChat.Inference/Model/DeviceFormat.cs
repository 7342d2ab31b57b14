namespace QwenWebChat.Inference.Model;

/// <summary>How a matrix is held for the operators of libtorch's device.</summary>
internal enum DeviceFormat
{
    Float,
    Int4,
    Int8,
}
