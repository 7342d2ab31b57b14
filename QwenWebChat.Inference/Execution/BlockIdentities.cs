using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Execution;

/// <summary>Computes the identity of a model's KV blocks.</summary>
internal static class BlockIdentities
{
    // A model that was trained further differs nearly everywhere: samples of each file suffice, and hashing all of it
    // would take seconds.
    private const int SampleCount = 64;
    private const int SampleBytes = 4096;

    /// <summary>
    /// Computes the identity from the weights (name, size and time of each file, and samples of its bytes), the
    /// configuration, the storage formats of weights, keys and values, and the instruction set of the kernels.
    /// </summary>
    /// <exception cref="IOException">A weight file cannot be read.</exception>
    public static KvIdentity Of(Checkpoint checkpoint, ModelPlacement placement, KvBlockLayout layout)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(checkpoint.Config));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            placement.FormatName,
            placement.Policy.RoundedBits,
            placement.Policy.RoundedGroupSize,
            placement.Policy.KeepsVocabulary,
            DType = placement.Policy.DType.ToString(),
            Kernels = RowKernel.Best.Name,
            Layout = layout.ToString(),
        }));
        foreach (string path in checkpoint.FilePaths)
        {
            AppendFile(hash, path);
        }

        return new KvIdentity(Convert.ToHexString(hash.GetHashAndReset()), checkpoint.Config.LayerCount, layout.BlockBytes);
    }

    private static void AppendFile(IncrementalHash hash, string path)
    {
        // Through the handle: for a link, as in a Hugging Face cache, the path gives the link's own length and time.
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { Name = Path.GetFileName(path), Length = length, File.GetLastWriteTimeUtc(file).Ticks }));
        byte[] sample = new byte[SampleBytes];
        for (int i = 0; i < SampleCount; i++)
        {
            int count = RandomAccess.Read(file, sample, length / SampleCount * i);
            hash.AppendData(sample, 0, count);
        }
    }
}
