using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>The products of four rows of activations with two registers of a weight's rows, accumulated in eight registers.</summary>
internal unsafe struct FloatTile<TLanes, TFloats>
    where TLanes : struct, IFloatLanes<TFloats>
    where TFloats : struct
{
    private TFloats _a0;
    private TFloats _a1;
    private TFloats _a2;
    private TFloats _a3;
    private TFloats _b0;
    private TFloats _b1;
    private TFloats _b2;
    private TFloats _b3;

    /// <param name="sums">The initial sums, [4, stride].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatTile(float* sums, int stride)
    {
        _a0 = TLanes.Load(sums);
        _b0 = TLanes.Load(sums + TLanes.Count);
        _a1 = TLanes.Load(sums + stride);
        _b1 = TLanes.Load(sums + stride + TLanes.Count);
        _a2 = TLanes.Load(sums + (2 * stride));
        _b2 = TLanes.Load(sums + (2 * stride) + TLanes.Count);
        _a3 = TLanes.Load(sums + (3 * stride));
        _b3 = TLanes.Load(sums + (3 * stride) + TLanes.Count);
    }

    /// <summary>Adds the products of one column.</summary>
    /// <param name="x">One activation of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TFloats a, TFloats b, float* x)
    {
        TFloats x0 = TLanes.Repeat(x[0]);
        _a0 = TLanes.MultiplyAdd(a, x0, _a0);
        _b0 = TLanes.MultiplyAdd(b, x0, _b0);
        TFloats x1 = TLanes.Repeat(x[1]);
        _a1 = TLanes.MultiplyAdd(a, x1, _a1);
        _b1 = TLanes.MultiplyAdd(b, x1, _b1);
        TFloats x2 = TLanes.Repeat(x[2]);
        _a2 = TLanes.MultiplyAdd(a, x2, _a2);
        _b2 = TLanes.MultiplyAdd(b, x2, _b2);
        TFloats x3 = TLanes.Repeat(x[3]);
        _a3 = TLanes.MultiplyAdd(a, x3, _a3);
        _b3 = TLanes.MultiplyAdd(b, x3, _b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* sums, int stride)
    {
        TLanes.Store(sums, _a0);
        TLanes.Store(sums + TLanes.Count, _b0);
        TLanes.Store(sums + stride, _a1);
        TLanes.Store(sums + stride + TLanes.Count, _b1);
        TLanes.Store(sums + (2 * stride), _a2);
        TLanes.Store(sums + (2 * stride) + TLanes.Count, _b2);
        TLanes.Store(sums + (3 * stride), _a3);
        TLanes.Store(sums + (3 * stride) + TLanes.Count, _b3);
    }
}
