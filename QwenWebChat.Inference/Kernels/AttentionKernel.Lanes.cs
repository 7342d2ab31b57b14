using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>The attention kernel, written once for the lanes of any instruction set.</summary>
internal sealed unsafe class AttentionKernel<TLanes, TFloats>(string name) : AttentionKernel
    where TLanes : IFloatLanes<TFloats>
{
    private const int Rows = AttentionTile.Rows;
    private const int Tokens = KvBlockLayout.Tokens;

    public override string Name => name;

    public override void Gather(KvBlockLayout layout, byte* head, int* table, int first, int end, AttentionTile tile)
    {
        switch (layout.Format)
        {
            case KvFormat.Float32:
                Gather<Float32Elements>(layout, head, table, first, end, tile);
                break;
            case KvFormat.BFloat16:
                Gather<BFloat16Elements>(layout, head, table, first, end, tile);
                break;
            default:
                Gather<Int8Elements>(layout, head, table, first, end, tile);
                break;
        }
    }

    public override void Merge(AttentionTile tile, AttentionTile other, int paddedHeadSize)
    {
        for (int row = 0; row < Rows; row++)
        {
            float peak = MathF.Max(tile.Peaks[row], other.Peaks[row]);
            if (float.IsNegativeInfinity(peak))
            {
                continue;
            }

            float own = MathF.Exp(tile.Peaks[row] - peak);
            float its = MathF.Exp(other.Peaks[row] - peak);
            tile.Peaks[row] = peak;
            Mix(tile.Sums + (row * Tokens), own, other.Sums + (row * Tokens), its, Tokens);
            Mix(tile.Outputs + (row * paddedHeadSize), own, other.Outputs + (row * paddedHeadSize), its, paddedHeadSize);
        }
    }

    /// <summary>x = x times a + y times b.</summary>
    private static void Mix(float* x, float a, float* y, float b, int count)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TFloats scaled = TLanes.Multiply(TLanes.Load(x + i), TLanes.Repeat(a));
            TLanes.Store(x + i, TLanes.MultiplyAdd(TLanes.Load(y + i), TLanes.Repeat(b), scaled));
        }
    }

    private static void Gather<TElements>(KvBlockLayout layout, byte* head, int* table, int first, int end, AttentionTile tile)
        where TElements : IKvElements
    {
        float* scores = stackalloc float[Rows * Tokens];
        int blockBytes = layout.BlockBytes;
        int headSize = layout.PaddedHeadSize;
        // Qwen2.5-7B has seven query heads for each key head: a single token leaves the last row empty.
        bool isFull = tile.Visible[Rows - 1] > 0;
        for (int index = first; index < end; index++)
        {
            byte* keys = head + ((long)table[index] * blockBytes);
            byte* values = keys + layout.ValueOffset;
            float* scales = (float*)(keys + layout.ScaleOffset);
            // A sequence's blocks lie anywhere in memory, so the hardware prefetcher cannot predict the next one.
            long ahead = index + 1 < end ? ((long)table[index + 1] - table[index]) * blockBytes : 0;
            Score<TElements>(keys, ahead, scales, tile.Queries, headSize, scores, isFull);
            for (int row = 0; row < Rows; row++)
            {
                Weigh<TElements>(scores + (row * Tokens), scales + Tokens, tile.Visible[row] - (index * Tokens), row, headSize, tile);
            }

            AddValues<TElements>(values, ahead, scores, headSize, tile.Outputs, isFull);
        }
    }

    /// <param name="ahead">The distance from these keys to the next block's keys, which are prefetched.</param>
    /// <param name="scales">The scales of the keys, [16]; int8 only.</param>
    /// <param name="scores">The products of every query with every key, [8, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score<TElements>(byte* keys, long ahead, float* scales, float* queries, int headSize, float* scores, bool isFull)
        where TElements : IKvElements
    {
        for (int token = 0; token < Tokens; token += TLanes.Count)
        {
            TFloats s0 = TLanes.Repeat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            float* q = queries;
            for (int d = 0; d < headSize; d++)
            {
                TLanes.Prefetch(keys + (((d * Tokens) + token) * TElements.Bytes) + ahead);
                TFloats key = TElements.Load<TLanes, TFloats>(keys, (d * Tokens) + token);
                s0 = TLanes.MultiplyAdd(TLanes.Repeat(q[0]), key, s0);
                s1 = TLanes.MultiplyAdd(TLanes.Repeat(q[1]), key, s1);
                s2 = TLanes.MultiplyAdd(TLanes.Repeat(q[2]), key, s2);
                s3 = TLanes.MultiplyAdd(TLanes.Repeat(q[3]), key, s3);
                s4 = TLanes.MultiplyAdd(TLanes.Repeat(q[4]), key, s4);
                s5 = TLanes.MultiplyAdd(TLanes.Repeat(q[5]), key, s5);
                s6 = TLanes.MultiplyAdd(TLanes.Repeat(q[6]), key, s6);
                if (isFull)
                {
                    s7 = TLanes.MultiplyAdd(TLanes.Repeat(q[7]), key, s7);
                }

                q += Rows;
            }

            float* target = scores + token;
            TFloats scale = TElements.HasScales ? TLanes.Load(scales + token) : default!;
            Keep<TElements>(target, s0, scale);
            Keep<TElements>(target + Tokens, s1, scale);
            Keep<TElements>(target + (2 * Tokens), s2, scale);
            Keep<TElements>(target + (3 * Tokens), s3, scale);
            Keep<TElements>(target + (4 * Tokens), s4, scale);
            Keep<TElements>(target + (5 * Tokens), s5, scale);
            Keep<TElements>(target + (6 * Tokens), s6, scale);
            Keep<TElements>(target + (7 * Tokens), s7, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TElements>(float* target, TFloats score, TFloats scale)
        where TElements : IKvElements => TLanes.Store(target, TElements.HasScales ? TLanes.Multiply(score, scale) : score);

    /// <summary>Converts a row of scores to weights, exp(score - peak), and rescales the accumulated sums if the peak rises.</summary>
    /// <param name="scales">The scales of the values, [16]; int8 only.</param>
    /// <param name="visible">The number of the block's tokens that the query sees; may be negative or above 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<TElements>(float* scores, float* scales, int visible, int row, int headSize, AttentionTile tile)
        where TElements : IKvElements
    {
        if (visible <= 0)
        {
            new Span<float>(scores, Tokens).Clear();
            return;
        }

        if (visible < Tokens)
        {
            new Span<float>(scores + visible, Tokens - visible).Fill(float.NegativeInfinity);
        }

        TFloats largest = TLanes.Load(scores);
        for (int token = TLanes.Count; token < Tokens; token += TLanes.Count)
        {
            largest = TLanes.Max(largest, TLanes.Load(scores + token));
        }

        float peak = tile.Peaks[row];
        if (TLanes.AnyGreater(largest, TLanes.Repeat(peak)))
        {
            peak = TLanes.Largest(largest);
            Rescale(tile, row, headSize, MathF.Exp(tile.Peaks[row] - peak));
            tile.Peaks[row] = peak;
        }

        float* sums = tile.Sums + (row * Tokens);
        for (int token = 0; token < Tokens; token += TLanes.Count)
        {
            TFloats weight = FloatMath<TLanes, TFloats>.Exp(TLanes.Subtract(TLanes.Load(scores + token), TLanes.Repeat(peak)));
            TLanes.Store(sums + token, TLanes.Add(TLanes.Load(sums + token), weight));
            TLanes.Store(scores + token, TElements.HasScales ? TLanes.Multiply(weight, TLanes.Load(scales + token)) : weight);
        }
    }

    private static void Rescale(AttentionTile tile, int row, int headSize, float factor)
    {
        Scale(tile.Sums + (row * Tokens), factor, Tokens);
        Scale(tile.Outputs + (row * headSize), factor, headSize);
    }

    private static void Scale(float* x, float factor, int count)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TLanes.Store(x + i, TLanes.Multiply(TLanes.Load(x + i), TLanes.Repeat(factor)));
        }
    }

    /// <summary>Adds every value of the block multiplied by its weight.</summary>
    /// <param name="ahead">The distance from these values to the next block's values.</param>
    /// <param name="weights">The attention weights, [8, 16].</param>
    /// <param name="outputs">The accumulated outputs, [8, headSize].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddValues<TElements>(byte* values, long ahead, float* weights, int headSize, float* outputs, bool isFull)
        where TElements : IKvElements
    {
        for (int d = 0; d < headSize; d += TLanes.Count)
        {
            float* o = outputs + d;
            TFloats o0 = TLanes.Load(o);
            TFloats o1 = TLanes.Load(o + headSize);
            TFloats o2 = TLanes.Load(o + (2 * headSize));
            TFloats o3 = TLanes.Load(o + (3 * headSize));
            TFloats o4 = TLanes.Load(o + (4 * headSize));
            TFloats o5 = TLanes.Load(o + (5 * headSize));
            TFloats o6 = TLanes.Load(o + (6 * headSize));
            TFloats o7 = TLanes.Load(o + (7 * headSize));
            float* w = weights;
            for (int token = 0; token < Tokens; token++)
            {
                TLanes.Prefetch(values + (((token * headSize) + d) * TElements.Bytes) + ahead);
                TFloats value = TElements.Load<TLanes, TFloats>(values, (token * headSize) + d);
                o0 = TLanes.MultiplyAdd(TLanes.Repeat(w[0]), value, o0);
                o1 = TLanes.MultiplyAdd(TLanes.Repeat(w[Tokens]), value, o1);
                o2 = TLanes.MultiplyAdd(TLanes.Repeat(w[2 * Tokens]), value, o2);
                o3 = TLanes.MultiplyAdd(TLanes.Repeat(w[3 * Tokens]), value, o3);
                o4 = TLanes.MultiplyAdd(TLanes.Repeat(w[4 * Tokens]), value, o4);
                o5 = TLanes.MultiplyAdd(TLanes.Repeat(w[5 * Tokens]), value, o5);
                o6 = TLanes.MultiplyAdd(TLanes.Repeat(w[6 * Tokens]), value, o6);
                if (isFull)
                {
                    o7 = TLanes.MultiplyAdd(TLanes.Repeat(w[7 * Tokens]), value, o7);
                }

                w++;
            }

            TLanes.Store(o, o0);
            TLanes.Store(o + headSize, o1);
            TLanes.Store(o + (2 * headSize), o2);
            TLanes.Store(o + (3 * headSize), o3);
            TLanes.Store(o + (4 * headSize), o4);
            TLanes.Store(o + (5 * headSize), o5);
            TLanes.Store(o + (6 * headSize), o6);
            TLanes.Store(o + (7 * headSize), o7);
        }
    }
}
