using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Products of up to 8 rows of factors with the keys or values of a head in a block, which are a matrix of [steps, lanes].
/// Written once for the lanes of any instruction set.
/// </summary>
internal static unsafe class KvProduct<TLanes, TElements, TFloats, TSteps, TSums>
    where TLanes : IFloatLanes<TFloats>
    where TElements : IKvElements<TFloats, TSteps, TSums>
    where TSums : struct
{
    private const int LineBytes = 64;

    // The sums of 8 rows x 16 lanes stay in 8 registers of 16 lanes. With narrower registers, tiles of 4 rows and two
    // registers need fewer loads of factors than tiles of 8 rows and one.
    private static bool IsWide
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.Count == KvBlockLayout.Tokens;
    }

    private static int TileRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsWide ? 8 : 4;
    }

    private static int TileLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsWide ? TLanes.Count : 2 * TLanes.Count;
    }

    /// <summary>The rows of a tile that are needed, known at compile time.</summary>
    private interface ITileRows
    {
        static abstract bool HasLast { get; }
    }

    /// <summary>Computes target += factors x matrix, scaled if the factors are integers.</summary>
    /// <param name="stepCount">The number of steps, even: of all elements of a head for keys, of all tokens for values.</param>
    /// <param name="laneCount">The number of lanes: the tokens of a block for keys, the elements of a head for values.</param>
    /// <param name="elements">The elements of the matrix.</param>
    /// <param name="next">Memory of the same size that is prefetched, or null.</param>
    /// <param name="factors">The factors, [8, steps], int16 for int8 elements, otherwise float32.</param>
    /// <param name="scales">The scales of the rows' factors, [8], which only integers have.</param>
    /// <param name="target">The sums, [8, lanes].</param>
    /// <param name="rowCount">The number of rows that are needed; others may be computed as well.</param>
    public static void Add(int stepCount, int laneCount, byte* elements, byte* next, byte* factors, float* scales, float* target, int rowCount)
    {
        for (int row = 0; row < rowCount; row += TileRows)
        {
            byte* rowFactors = factors + ((long)row * stepCount * TElements.FactorBytes);
            byte* prefetched = row == 0 ? next : null;
            // The last row may not be needed: Qwen2.5-7B has seven query heads for each key head.
            if (rowCount >= row + TileRows)
            {
                AddRows<All>(stepCount, laneCount, elements, prefetched, rowFactors, scales + row, target + (row * laneCount));
            }
            else
            {
                AddRows<AllButLast>(stepCount, laneCount, elements, prefetched, rowFactors, scales + row, target + (row * laneCount));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<TRows>(int stepCount, int laneCount, byte* elements, byte* next, byte* factors, float* scales, float* target)
        where TRows : struct, ITileRows
    {
        nint step = (nint)laneCount * TElements.Bytes;
        nint row = (nint)stepCount * TElements.FactorBytes;
        nint width = laneCount;
        nint lanes = TileLanes;
        for (float* endTarget = target + width; target < endTarget; target += lanes)
        {
            // Sums 0 to 3 are of rows 0 to 3, sums 4 to 7 of the next lanes, or of rows 4 to 7 in wide registers.
            float* others = IsWide ? target + (4 * width) : target + TLanes.Count;
            TSums s0 = TElements.Begin(target);
            TSums s1 = TElements.Begin(target + width);
            TSums s2 = TElements.Begin(target + (2 * width));
            TSums s3 = TElements.Begin(target + (3 * width));
            TSums s4 = TElements.Begin(others);
            TSums s5 = TElements.Begin(others + width);
            TSums s6 = TElements.Begin(others + (2 * width));
            TSums s7 = TElements.Begin(others + (3 * width));
            byte* source = elements;
            byte* factor = factors;
            for (byte* end = source + (step * stepCount); source < end; source += 2 * step)
            {
                if (next is not null)
                {
                    next = Prefetch(next);
                }

                Step<TRows>(source, factor, row, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                Step<TRows>(source + step, factor + TElements.FactorBytes, row, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                factor += 2 * TElements.FactorBytes;
            }

            float* otherScales = IsWide ? scales + 4 : scales;
            TElements.End(target, s0, scales[0]);
            TElements.End(target + width, s1, scales[1]);
            TElements.End(target + (2 * width), s2, scales[2]);
            TElements.End(target + (3 * width), s3, scales[3]);
            TElements.End(others, s4, otherScales[0]);
            TElements.End(others + width, s5, otherScales[1]);
            TElements.End(others + (2 * width), s6, otherScales[2]);
            TElements.End(others + (3 * width), s7, otherScales[3]);
            elements += lanes * TElements.Bytes;
        }
    }

    /// <summary>Prefetches as much as two steps load.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Prefetch(byte* next)
    {
        TLanes.Prefetch(next);
        if (TElements.AreIntegers)
        {
            return next + LineBytes;
        }

        TLanes.Prefetch(next + LineBytes);
        return next + (2 * LineBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TRows>(
        byte* elements, byte* factors, nint row,
        ref TSums s0, ref TSums s1, ref TSums s2, ref TSums s3, ref TSums s4, ref TSums s5, ref TSums s6, ref TSums s7)
        where TRows : struct, ITileRows
    {
        TSteps a = TElements.Load(elements);
        TSteps b = IsWide ? a : TElements.Load(elements + (TLanes.Count * TElements.Bytes));
        AddRow(a, b, factors, 4 * row, true, ref s0, ref s4);
        AddRow(a, b, factors + row, 4 * row, true, ref s1, ref s5);
        AddRow(a, b, factors + (2 * row), 4 * row, true, ref s2, ref s6);
        if (IsWide || TRows.HasLast)
        {
            AddRow(a, b, factors + (3 * row), 4 * row, TRows.HasLast, ref s3, ref s7);
        }
    }

    /// <summary>Adds the products of a row, and of the row four rows below if a register holds all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(TSteps a, TSteps b, byte* factors, nint otherRow, bool hasOther, ref TSums sums, ref TSums others)
    {
        TSteps factor = TElements.Repeat(factors);
        TSteps other = IsWide && hasOther ? TElements.Repeat(factors + otherRow) : factor;
        // First and second elements in turn: no product waits for the one before.
        sums = TElements.AddFirst(a, factor, sums);
        if (hasOther)
        {
            others = TElements.AddFirst(b, other, others);
        }

        sums = TElements.AddSecond(a, factor, sums);
        if (hasOther)
        {
            others = TElements.AddSecond(b, other, others);
        }
    }

    private readonly struct All : ITileRows
    {
        public static bool HasLast => true;
    }

    private readonly struct AllButLast : ITileRows
    {
        public static bool HasLast => false;
    }
}
