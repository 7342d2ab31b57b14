using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The storage format of planned weights on libtorch's device.</summary>
internal static class DeviceWeights
{
    extension(PlannedWeight weight)
    {
        /// <summary>The format of the matrix on libtorch's device; null if the device does not hold it.</summary>
        public DeviceFormat? OnDevice =>
            weight.Policy.Store != WeightStore.Device || !weight.Spec.IsMatrix ? null
            : weight.Matrix is null ? DeviceFormat.Float
            : Int4Matrix.Fits(weight.Matrix) ? DeviceFormat.Int4
            : Int8Matrix.Fits(weight.Matrix) ? DeviceFormat.Int8
            : DeviceFormat.Float;

        /// <summary>The size on the device in bytes.</summary>
        public long DeviceBytes => weight.OnDevice switch
        {
            DeviceFormat.Int4 => Int4Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            DeviceFormat.Int8 => Int8Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            _ => weight.Bytes,
        };

        /// <summary>The format's name: <c>int4</c>, <c>int8</c>, <c>bfloat16</c> or <c>float32</c>.</summary>
        public string DeviceFormatName => weight.OnDevice switch
        {
            DeviceFormat.Int4 => "int4",
            DeviceFormat.Int8 => "int8",
            _ => weight.FormatName,
        };
    }
}
