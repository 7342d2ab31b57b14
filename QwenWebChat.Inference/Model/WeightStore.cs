namespace QwenWebChat.Inference.Model;

/// <summary>The code that reads a weight, which determines its layout.</summary>
internal enum WeightStore
{
    /// <summary>The CPU's own kernels: panels, quantized or floats.</summary>
    Panels,

    /// <summary>The operators of libtorch's device: quantized matrices in the operators' layout, or floats.</summary>
    Device,

    /// <summary>
    /// The reference, with products in float32 of the exact values: only the rounding of the checkpoint and the policy
    /// applies.
    /// </summary>
    Exact,
}
