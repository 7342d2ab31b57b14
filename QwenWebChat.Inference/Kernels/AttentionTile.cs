namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Up to 8 queries of one sequence that read the same key/value head, and what they have gathered so far: the state of
/// an online softmax (Milakov and Gimelshein 2018). Everything lives in the caller's memory.
/// </summary>
internal unsafe struct AttentionTile
{
    /// <summary>Queries of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Queries, scaled, [<see cref="KvBlockLayout.PaddedHeadSize"/>, 8]; zeros where there is none.</summary>
    public float* Queries;

    /// <summary>For each query how many of the sequence's tokens it sees, from the first on; 0 where there is none.</summary>
    public int* Visible;

    /// <summary>The largest score so far, [8]; minus infinity before the first.</summary>
    public float* Peaks;

    /// <summary>The sums of exp(score - peak) so far, one for each place in a block, [8, 16].</summary>
    public float* Sums;

    /// <summary>The sum of exp(score - peak) x value so far, [8, <see cref="KvBlockLayout.PaddedHeadSize"/>].</summary>
    public float* Outputs;

    /// <summary>Floats that peaks, sums and outputs take together, in this order.</summary>
    public static int StateFloats(int paddedHeadSize) => Rows * (1 + KvBlockLayout.Tokens + paddedHeadSize);

    /// <summary>The state that stands in <paramref name="memory"/>, of <see cref="StateFloats"/>.</summary>
    public static AttentionTile At(float* memory) =>
        new() { Peaks = memory, Sums = memory + Rows, Outputs = memory + (Rows * (1 + KvBlockLayout.Tokens)) };

    /// <summary>Begins anew.</summary>
    public readonly void Clear(int paddedHeadSize)
    {
        new Span<float>(Peaks, Rows).Fill(float.NegativeInfinity);
        new Span<float>(Sums, Rows * (KvBlockLayout.Tokens + paddedHeadSize)).Clear();
    }
}
