using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Execution;

/// <summary>Tells one model's blocks of keys and values from another's.</summary>
internal static class BlockIdentities
{
    // A model that was trained on differs nearly everywhere: some places of each file tell, all of it would take seconds.
    private const int SampleCount = 64;
    private const int SampleBytes = 4096;

    /// <summary>
    /// Of the weights (name, size and time of each file, and bytes from many places of it), the configuration, how weights,
    /// keys and values are held, and the instructions that compute them.
    /// </summary>
    /// <exception cref="IOException">A file of the weights cannot be read.</exception>
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
        // By the handle: of a link, as in a Hugging Face cache, the path gives the link's own length and time.
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
