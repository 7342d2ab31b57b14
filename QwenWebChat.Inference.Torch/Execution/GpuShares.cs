using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>Divides layers among GPUs in proportion to their memory.</summary>
internal static class GpuShares
{
    /// <param name="bytes">Bytes that each GPU has for layers and their keys and values; a negative value counts as 0.</param>
    /// <returns>The number of layers of each GPU, in the same order; the last has at least one because it holds the head.</returns>
    public static int[] Of(int layerCount, IReadOnlyList<long> bytes)
    {
        double total = Math.Max(bytes.Sum(value => Math.Max((double)value, 0)), 1);
        int[] counts = new int[bytes.Count];
        double sum = 0;
        int given = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            sum += Math.Max((double)bytes[i], 0);
            int left = i == counts.Length - 1 ? 0 : 1;
            int upTo = i == counts.Length - 1 ? layerCount : Math.Clamp((int)Math.Round(layerCount * sum / total), given, layerCount - left);
            counts[i] = upTo - given;
            given = upTo;
        }

        return counts;
    }
}
