namespace QwenWebChat.Inference.Kernels;

/// <summary>One tile of <see cref="QuantizedRows"/>.</summary>
internal readonly unsafe struct ActivationTile(QuantizedRows rows, int tile)
{
    public readonly sbyte* Values = (sbyte*)rows.Values.Pointer + ((long)tile * rows.RowsPerTile * rows.ColumnCount);
    public readonly float* Scales = (float*)rows.Scales.Pointer + ((long)tile * rows.RowsPerTile * rows.GroupCount);
    public readonly int* Sums = (int*)rows.Sums.Pointer + ((long)tile * rows.RowsPerTile * rows.GroupCount);
}
