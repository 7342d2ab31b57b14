using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The form of a planned weight where libtorch computes with it.</summary>
internal static class DeviceWeights
{
    extension(PlannedWeight weight)
    {
        /// <summary>How libtorch's device holds a matrix, or null where it is none of its.</summary>
        public DeviceFormat? OnDevice =>
            weight.Policy.Store != WeightStore.Device || !weight.Spec.IsMatrix ? null
            : weight.Matrix is null ? DeviceFormat.Float
            : Int4Matrix.Fits(weight.Matrix) ? DeviceFormat.Int4
            : Int8Matrix.Fits(weight.Matrix) ? DeviceFormat.Int8
            : DeviceFormat.Float;

        /// <summary>Bytes that it takes in the device's memory.</summary>
        public long DeviceBytes => weight.OnDevice switch
        {
            DeviceFormat.Int4 => Int4Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            DeviceFormat.Int8 => Int8Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            _ => weight.Bytes,
        };

        /// <summary>The word for it: <c>int4</c>, <c>int8</c>, <c>bfloat16</c> or <c>float32</c>.</summary>
        public string FormatName => weight.OnDevice switch
        {
            DeviceFormat.Int4 => "int4",
            DeviceFormat.Int8 => "int8",
            _ when weight.Form is { } form => form.Bits == 4 ? "int4" : "int8",
            _ => weight.DType == DType.BFloat16 ? "bfloat16" : "float32",
        };
    }
}
