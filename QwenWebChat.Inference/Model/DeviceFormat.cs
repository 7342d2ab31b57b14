namespace QwenWebChat.Inference.Model;

/// <summary>How a matrix is held for the operators of libtorch's device.</summary>
internal enum DeviceFormat
{
    Float,
    Int4,

    /// <summary>With a scale a row.</summary>
    Int8,

    /// <summary>Eight bits with scales for groups.</summary>
    Int8Planes,
}
