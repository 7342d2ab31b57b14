using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>The attention kernel, written once for the lanes of any instruction set.</summary>
internal sealed unsafe class AttentionKernel<TLanes, TPairs, TFloats, TInts>(string name) : AttentionKernel
    where TLanes : IFloatLanes<TFloats>
    where TPairs : IPairLanes<TFloats, TInts>
    where TFloats : struct
    where TInts : struct
{
    private const int Rows = AttentionTile.Rows;
    private const int Tokens = KvBlockLayout.Tokens;

    // Numbers are divided only by larger ones, so that a scale is finite.
    private const float Negligible = 1e-30f;

    public override string Name => name;

    public override void Gather(KvBlockLayout layout, byte* head, int* table, int first, int end, AttentionTile tile)
    {
        switch (layout.Format)
        {
            case KvFormat.Float32:
                Gather<Float32Elements<TLanes, TFloats>, TFloats, TFloats>(layout, head, table, first, end, tile);
                break;
            case KvFormat.BFloat16:
                Gather<BFloat16Elements<TLanes, TPairs, TFloats, TInts>, (TFloats First, TFloats Second), TFloats>(layout, head, table, first, end, tile);
                break;
            default:
                Gather<Int8Elements<TLanes, TPairs, TFloats, TInts>, TInts, TInts>(layout, head, table, first, end, tile);
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

    private static void Gather<TElements, TSteps, TSums>(KvBlockLayout layout, byte* head, int* table, int first, int end, in AttentionTile tile)
        where TElements : IKvElements<TFloats, TSteps, TSums>
        where TSums : struct
    {
        int headSize = layout.PaddedHeadSize;
        float* scores = stackalloc float[Rows * Tokens];
        float* queryScales = stackalloc float[2 * Rows];
        float* weightScales = queryScales + Rows;
        short* queries = stackalloc short[TElements.AreIntegers ? Rows * headSize : 0];
        short* weights = stackalloc short[TElements.AreIntegers ? Rows * Tokens : 0];
        new Span<float>(queryScales, 2 * Rows).Fill(1);
        if (TElements.AreIntegers)
        {
            RoundQueries(tile, headSize, queries, queryScales);
        }

        byte* queryFactors = TElements.AreIntegers ? (byte*)queries : (byte*)tile.Queries;
        byte* weightFactors = TElements.AreIntegers ? (byte*)weights : (byte*)scores;
        for (int index = first; index < end; index++)
        {
            byte* keys = head + ((long)table[index] * layout.BlockBytes);
            float* scales = TElements.AreIntegers ? (float*)(keys + layout.ScaleOffset) : null;
            // A sequence's blocks lie anywhere in memory, so the hardware prefetcher cannot predict the next one.
            byte* next = head + ((long)table[Math.Min(index + 1, end - 1)] * layout.BlockBytes);
            new Span<float>(scores, Rows * Tokens).Clear();
            KvProduct<TLanes, TElements, TFloats, TSteps, TSums>.Add(headSize / layout.StepElements, Tokens, keys, next, queryFactors, queryScales, scores, tile.Count);
            Bound(scores, scales, index, headSize, tile);
            Exponentiate(scores, tile);
            if (TElements.AreIntegers)
            {
                RoundWeights(scores, scales + Tokens, weights, weightScales, tile.Count);
                TLanes.Prefetch(next + layout.ScaleOffset);
                TLanes.Prefetch(next + layout.ScaleOffset + (Tokens * sizeof(float)));
            }

            KvProduct<TLanes, TElements, TFloats, TSteps, TSums>.Add(
                Tokens / layout.StepElements, headSize, keys + layout.ValueOffset, next + layout.ValueOffset, weightFactors, weightScales, tile.Outputs, tile.Count);
        }
    }

    /// <summary>Rounds the queries to int16, which are far more exact than the keys, with a scale for each query.</summary>
    /// <param name="rounded">The rounded queries, [8, headSize].</param>
    private static void RoundQueries(in AttentionTile tile, int headSize, short* rounded, float* scales)
    {
        // The sum of all products with int8 keys must fit into 32 bits.
        float limit = Math.Min(short.MaxValue, int.MaxValue / (sbyte.MaxValue * headSize));
        for (int row = 0; row < Rows; row++)
        {
            float* query = tile.Queries + (row * headSize);
            float peak = MathF.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(query, headSize)));
            TFloats factor = TLanes.Repeat(peak > Negligible ? limit / peak : 0);
            for (int d = 0; d < headSize; d += TLanes.Count)
            {
                TPairs.StoreShorts(rounded + (row * headSize) + d, TLanes.Multiply(TLanes.Load(query + d), factor));
            }

            // NaN stays NaN.
            scales[row] = peak / limit;
        }
    }

    // The next methods treat all rows alike, one after the other, so that the processor overlaps the latencies of rows.

    /// <summary>Scales and masks the scores of a block, and raises the peaks where scores are larger.</summary>
    /// <param name="scores">The scores, [8, 16].</param>
    /// <param name="scales">The scales of the keys, [16], or null.</param>
    /// <param name="index">The number of the block in the sequence.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bound(float* scores, float* scales, int index, int headSize, in AttentionTile tile)
    {
        for (int row = 0; row < tile.Count; row++, scores += Tokens)
        {
            if (scales is not null)
            {
                for (int token = 0; token < Tokens; token += TLanes.Count)
                {
                    TLanes.Store(scores + token, TLanes.Multiply(TLanes.Load(scores + token), TLanes.Load(scales + token)));
                }
            }

            int visible = tile.Visible[row] - (index * Tokens);
            if (visible < Tokens)
            {
                int seen = Math.Max(visible, 0);
                new Span<float>(scores + seen, Tokens - seen).Fill(float.NegativeInfinity);
            }

            TFloats largest = TLanes.Load(scores);
            for (int token = TLanes.Count; token < Tokens; token += TLanes.Count)
            {
                largest = TLanes.Max(largest, TLanes.Load(scores + token));
            }

            if (TLanes.AnyGreater(largest, TLanes.Repeat(tile.Peaks[row])))
            {
                RaisePeak(TLanes.Largest(largest), row, headSize, tile);
            }
        }
    }

    /// <summary>Replaces scores by weights, exp(score - peak), and adds them to the sums.</summary>
    /// <param name="scores">The scores, [8, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentiate(float* scores, in AttentionTile tile)
    {
        float* sums = tile.Sums;
        for (int row = 0; row < tile.Count; row++)
        {
            // The peak of a row that has seen no token is minus infinity, and so are its scores.
            TFloats peak = TLanes.Repeat(MathF.Max(tile.Peaks[row], float.MinValue));
            for (int token = 0; token < Tokens; token += TLanes.Count)
            {
                TFloats weight = FloatMath<TLanes, TFloats>.Exp(TLanes.Subtract(TLanes.Load(scores), peak));
                TLanes.Store(sums, TLanes.Add(TLanes.Load(sums), weight));
                TLanes.Store(scores, weight);
                scores += TLanes.Count;
                sums += TLanes.Count;
            }
        }
    }

    /// <summary>Multiplies weights with the scales of the values and rounds them to int16, relative to the sum of a row.</summary>
    /// <param name="weights">The weights, [8, 16].</param>
    /// <param name="scales">The scales of the values, [16].</param>
    /// <param name="rounded">The rounded weights, [8, 16].</param>
    /// <param name="roundedScales">The scales of the rounded weights, [8]. NaN stays NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundWeights(float* weights, float* scales, short* rounded, float* roundedScales, int rowCount)
    {
        for (int row = 0; row < rowCount; row++)
        {
            TFloats sums = TLanes.Repeat(0);
            for (int token = 0; token < Tokens; token += TLanes.Count)
            {
                sums = TLanes.MultiplyAdd(TLanes.Load(weights + token), TLanes.Load(scales + token), sums);
            }

            float sum = TPairs.Sum(sums);
            TFloats factor = TLanes.Repeat(sum > Negligible ? short.MaxValue / sum : 0);
            for (int token = 0; token < Tokens; token += TLanes.Count)
            {
                TFloats scale = TLanes.Multiply(TLanes.Load(scales + token), factor);
                TPairs.StoreShorts(rounded + token, TLanes.Multiply(TLanes.Load(weights + token), scale));
            }

            roundedScales[row] = sum / short.MaxValue;
            weights += Tokens;
            rounded += Tokens;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RaisePeak(float peak, int row, int headSize, in AttentionTile tile)
    {
        float factor = MathF.Exp(tile.Peaks[row] - peak);
        tile.Peaks[row] = peak;
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
}
