using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Attention of queries to the cached tokens of their sequence. A query's result has the same bits for any other
/// queries in its tile: blocks are processed in a fixed order, and masked tokens add nothing.
/// </summary>
internal abstract unsafe class AttentionKernel
{
    /// <summary>The kernels that this processor supports, the fastest first.</summary>
    public static IReadOnlyList<AttentionKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest kernel that this processor supports.</summary>
    public static AttentionKernel Best => Supported[0];

    /// <summary>The name of the instruction set.</summary>
    public abstract string Name { get; }

    /// <summary>Accumulates the attention of the queries over some of their sequence's blocks.</summary>
    /// <param name="head">The address of the key/value head in block 0 of the layer's memory.</param>
    /// <param name="table">
    /// The sequence's blocks; those from <paramref name="first"/> to before <paramref name="end"/> are processed.
    /// </param>
    public abstract void Gather(KvBlockLayout layout, byte* head, int* table, int first, int end, AttentionTile tile);

    /// <summary>Merges the results of another tile for the same queries.</summary>
    public abstract void Merge(AttentionTile tile, AttentionTile other, int paddedHeadSize);

    private static IEnumerable<AttentionKernel> FindSupported()
    {
        if (Avx512Floats.IsSupported && Avx512Pairs.IsSupported)
        {
            yield return new AttentionKernel<Avx512Floats, Avx512Pairs, Vector512<float>, Vector512<int>>("AVX-512");
        }

        if (Avx2Floats.IsSupported)
        {
            yield return new AttentionKernel<Avx2Floats, Avx2Pairs, Vector256<float>, Vector256<int>>("AVX2");
        }

        yield return new AttentionKernel<PortableFloats, PortablePairs, Vector128<float>, Vector128<int>>("portable");
    }
}
