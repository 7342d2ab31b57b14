using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The storage format of planned weights on libtorch's device.</summary>
internal static class DeviceWeights
{
    extension(PlannedWeight weight)
    {
        /// <summary>The format of the matrix on libtorch's device; null if the device does not hold it.</summary>
        public MatrixFormat? OnDevice =>
            weight.Policy.Store != WeightStore.Device || !weight.Spec.IsMatrix ? null
            : weight.Matrix is null ? weight.Format
            : Int4Matrix.Fits(weight.Matrix) ? MatrixFormat.Int4
            : Int8Matrix.Fits(weight.Matrix) ? MatrixFormat.Int8
            : weight.Format;

        /// <summary>The size on the device in bytes.</summary>
        public long DeviceBytes => weight.OnDevice switch
        {
            MatrixFormat.Int4 => Int4Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            MatrixFormat.Int8 => Int8Matrix.BytesFor(weight.Matrix!, weight.DType.ElementBytes()),
            _ => weight.Bytes,
        };
    }
}
