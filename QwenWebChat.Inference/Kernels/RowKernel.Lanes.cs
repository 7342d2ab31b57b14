using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <inheritdoc cref="RowKernel"/>
internal sealed unsafe class RowKernel<TLanes, TFloats>(string name) : RowKernel
    where TLanes : struct, IFloatLanes<TFloats>
    where TFloats : struct
{
    // Column k's square is added to sum k modulo 64, four of the widest registers; then halves are added to halves.
    private const int SumCount = 64;

    // Below this, a gate is smaller than 1e-36; without the limit minus infinity would be divided by a finite number.
    private const float ClosedGate = -88;

    public override string Name => name;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Normalize(float* x, float* weight, float epsilon, float* output, int width)
    {
        float factor = 1 / MathF.Sqrt((SumOfSquares(x, width) / width) + epsilon);
        TFloats factors = TLanes.Repeat(factor);
        int column = 0;
        for (; column <= width - TLanes.Count; column += TLanes.Count)
        {
            TLanes.Store(output + column, TLanes.Multiply(TLanes.Multiply(TLanes.Load(x + column), factors), TLanes.Load(weight + column)));
        }

        for (; column < width; column++)
        {
            output[column] = x[column] * factor * weight[column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(float* x, float* update, int width)
    {
        int column = 0;
        for (; column <= width - TLanes.Count; column += TLanes.Count)
        {
            TLanes.Store(x + column, TLanes.Add(TLanes.Load(x + column), TLanes.Load(update + column)));
        }

        for (; column < width; column++)
        {
            x[column] += update[column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Rotate(float* x, float* cos, float* sin, int half)
    {
        float* other = x + half;
        int i = 0;
        for (; i <= half - TLanes.Count; i += TLanes.Count)
        {
            (TFloats first, TFloats second) = (TLanes.Load(x + i), TLanes.Load(other + i));
            (TFloats c, TFloats s) = (TLanes.Load(cos + i), TLanes.Load(sin + i));
            TFloats minus = TLanes.Subtract(TLanes.Repeat(0), s);
            TLanes.Store(x + i, TLanes.MultiplyAdd(second, minus, TLanes.Multiply(first, c)));
            TLanes.Store(other + i, TLanes.MultiplyAdd(first, s, TLanes.Multiply(second, c)));
        }

        for (; i < half; i++)
        {
            (float first, float second) = (x[i], other[i]);
            x[i] = MathF.FusedMultiplyAdd(second, 0 - sin[i], first * cos[i]);
            other[i] = MathF.FusedMultiplyAdd(first, sin[i], second * cos[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gate(float* gate, float* up, float* output, int width)
    {
        int column = 0;
        for (; column <= width - TLanes.Count; column += TLanes.Count)
        {
            TLanes.Store(output + column, Gate(TLanes.Load(gate + column), TLanes.Load(up + column)));
        }

        if (column < width)
        {
            // The remainder that does not fill a register is computed with a full register: the same exponential.
            int rest = width - column;
            float* registers = stackalloc float[2 * TLanes.Count];
            new Span<float>(gate + column, rest).CopyTo(new Span<float>(registers, rest));
            new Span<float>(up + column, rest).CopyTo(new Span<float>(registers + TLanes.Count, rest));
            TLanes.Store(registers, Gate(TLanes.Load(registers), TLanes.Load(registers + TLanes.Count)));
            new Span<float>(registers, rest).CopyTo(new Span<float>(output + column, rest));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Gate(TFloats gate, TFloats up)
    {
        TFloats exponential = FloatMath<TLanes, TFloats>.Exp(TLanes.Subtract(TLanes.Repeat(0), gate));
        // Max returns its second argument if one is NaN.
        TFloats open = TLanes.Max(TLanes.Repeat(ClosedGate), gate);
        return TLanes.Multiply(TLanes.Divide(open, TLanes.Add(TLanes.Repeat(1), exponential)), up);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfSquares(float* x, int width)
    {
        float* sums = stackalloc float[SumCount];
        int whole = width / SumCount * SumCount;
        for (int lane = 0; lane < SumCount; lane += 4 * TLanes.Count)
        {
            TFloats s0 = default;
            TFloats s1 = default;
            TFloats s2 = default;
            TFloats s3 = default;
            for (float* at = x + lane; at < x + whole; at += SumCount)
            {
                (TFloats a, TFloats b) = (TLanes.Load(at), TLanes.Load(at + TLanes.Count));
                (TFloats c, TFloats d) = (TLanes.Load(at + (2 * TLanes.Count)), TLanes.Load(at + (3 * TLanes.Count)));
                s0 = TLanes.MultiplyAdd(a, a, s0);
                s1 = TLanes.MultiplyAdd(b, b, s1);
                s2 = TLanes.MultiplyAdd(c, c, s2);
                s3 = TLanes.MultiplyAdd(d, d, s3);
            }

            TLanes.Store(sums + lane, s0);
            TLanes.Store(sums + lane + TLanes.Count, s1);
            TLanes.Store(sums + lane + (2 * TLanes.Count), s2);
            TLanes.Store(sums + lane + (3 * TLanes.Count), s3);
        }

        for (int column = whole; column < width; column++)
        {
            sums[column - whole] = MathF.FusedMultiplyAdd(x[column], x[column], sums[column - whole]);
        }

        for (int half = SumCount / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                sums[i] += sums[half + i];
            }
        }

        return sums[0];
    }
}
