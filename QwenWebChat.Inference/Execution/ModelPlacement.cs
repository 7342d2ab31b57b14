using System.Globalization;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>Where a model goes and as what, decided before a byte of it is read.</summary>
internal sealed record ModelPlacement(ScalarType DType, Device Device, int PrefillChunkTokens)
{
    private const double LargestAutoFloat32Share = 0.5;
    private const double LargestShare = 0.9;

    /// <exception cref="CheckpointException">The device is not there, or the weights exceed the memory.</exception>
    public static ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, long memoryBytes)
    {
        options.Validate();
        bool cuda = options.Device == "cuda" || (options.Device == "auto" && torch.cuda.is_available());
        if (cuda && !torch.cuda.is_available())
        {
            throw new CheckpointException(
                checkpoint.Path, "no CUDA device for it", "Device cpu or auto, or a build with TorchBackend=cuda-windows or cuda-linux and a working driver");
        }

        long parameters = TensorSpec.For(checkpoint.Config).Sum(spec => spec.ElementCount);
        ScalarType dtype = Choose(options.DType, cuda, parameters, memoryBytes);
        long weightBytes = parameters * finfo(dtype).bits / 8;
        if (!cuda && weightBytes > memoryBytes * LargestShare)
        {
            throw new CheckpointException(
                checkpoint.Path,
                $"{Gigabytes(weightBytes)} of weights as {Name(dtype)}",
                $"at most {Gigabytes((long)(memoryBytes * LargestShare))}, nine tenths of this machine's memory{(dtype == ScalarType.Float32 ? "; DType bfloat16 takes half" : "")}");
        }

        return new ModelPlacement(dtype, cuda ? torch.CUDA : torch.CPU, options.PrefillChunkTokens ?? (cuda ? 512 : 64));
    }

    public static string Name(ScalarType dtype) => dtype == ScalarType.Float32 ? "float32" : "bfloat16";

    private static ScalarType Choose(string dtype, bool cuda, long parameters, long memoryBytes) => dtype switch
    {
        "float32" => ScalarType.Float32,
        "bfloat16" => ScalarType.BFloat16,
        _ when cuda => ScalarType.BFloat16,
        _ => parameters * sizeof(float) <= memoryBytes * LargestAutoFloat32Share ? ScalarType.Float32 : ScalarType.BFloat16,
    };

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
