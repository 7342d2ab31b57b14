namespace QwenWebChat.Inference.Model;

/// <summary>What a weight is held for.</summary>
internal enum WeightStore
{
    /// <summary>The CPU's own kernels: panels, in whole numbers or floats.</summary>
    Panels,

    /// <summary>The operators of libtorch's device: whole numbers in the order in which they read them, or floats.</summary>
    Device,

    /// <summary>Products in float32 with the exact values, the reference: nothing is rounded that the checkpoint or the policy does not say.</summary>
    Exact,
}
