namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Up to 8 queries of one sequence that read the same key/value head, and their partial results: the state of an online
/// softmax (Milakov and Gimelshein 2018). All of it lies in the caller's memory.
/// </summary>
internal unsafe struct AttentionTile
{
    /// <summary>The maximum number of queries in a tile.</summary>
    public const int Rows = 8;

    /// <summary>The number of queries.</summary>
    public int Count;

    /// <summary>The scaled queries, [8, <see cref="KvBlockLayout.PaddedHeadSize"/>]; zeros in unused rows and columns.</summary>
    public float* Queries;

    /// <summary>The number of the sequence's first tokens that each query sees.</summary>
    public int* Visible;

    /// <summary>The maximum score so far, [8]; initially minus infinity.</summary>
    public float* Peaks;

    /// <summary>The sums of exp(score - peak) so far, separate for each position in a block, [8, 16].</summary>
    public float* Sums;

    /// <summary>The sums of exp(score - peak) x value so far, [8, <see cref="KvBlockLayout.PaddedHeadSize"/>].</summary>
    public float* Outputs;

    /// <summary>Returns the total number of floats of peaks, sums and outputs, which lie in this order.</summary>
    public static int StateFloats(int paddedHeadSize) => Rows * (1 + KvBlockLayout.Tokens + paddedHeadSize);

    /// <summary>Returns the tile whose state lies in <paramref name="memory"/>, which has <see cref="StateFloats"/> floats.</summary>
    public static AttentionTile At(float* memory) =>
        new() { Peaks = memory, Sums = memory + Rows, Outputs = memory + (Rows * (1 + KvBlockLayout.Tokens)) };

    /// <summary>Resets the state.</summary>
    public readonly void Clear(int paddedHeadSize)
    {
        new Span<float>(Peaks, Rows).Fill(float.NegativeInfinity);
        new Span<float>(Sums, Rows * (KvBlockLayout.Tokens + paddedHeadSize)).Clear();
    }
}
