using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Attention of queries to the cached tokens of their sequence. A query's result has the same bits whatever others stand
/// in its tile: it walks the blocks in one order, and what it does not see adds nothing.
/// </summary>
internal abstract unsafe class AttentionKernel
{
    /// <summary>Every kernel that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<AttentionKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest that this processor has.</summary>
    public static AttentionKernel Best => Supported[0];

    /// <summary>The name of its instructions.</summary>
    public abstract string Name { get; }

    /// <summary>Gathers what the queries see of some of their sequence's blocks.</summary>
    /// <param name="head">The key/value head in block 0 of the layer's memory.</param>
    /// <param name="table">The sequence's blocks, of which these are walked: from <paramref name="first"/> to before <paramref name="end"/>.</param>
    public abstract void Gather(KvBlockLayout layout, byte* head, int* table, int first, int end, AttentionTile tile);

    /// <summary>Adds what another tile gathered for the same queries.</summary>
    public abstract void Merge(AttentionTile tile, AttentionTile other, int paddedHeadSize);

    private static IEnumerable<AttentionKernel> FindSupported()
    {
        if (Avx512Floats.IsSupported)
        {
            yield return new AttentionKernel<Avx512Floats, Vector512<float>>("AVX-512");
        }

        if (Avx2Floats.IsSupported)
        {
            yield return new AttentionKernel<Avx2Floats, Vector256<float>>("AVX2");
        }

        yield return new AttentionKernel<PortableFloats, Vector128<float>>("portable");
    }
}
