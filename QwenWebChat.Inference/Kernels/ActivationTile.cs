namespace QwenWebChat.Inference.Kernels;

/// <summary>A tile of <see cref="QuantizedRows"/>, starting at a given group.</summary>
internal readonly unsafe struct ActivationTile(QuantizedRows rows, int tile, int group)
{
    public readonly sbyte* Values = (sbyte*)rows.Values.Pointer + (((long)tile * rows.ColumnCount + group * rows.GroupSize) * rows.RowsPerTile);
    public readonly float* Numbers = (float*)rows.Numbers.Pointer + (((long)tile * rows.GroupCount + group) * 2 * rows.RowsPerTile);
    public readonly int* Starts = (int*)rows.Starts.Pointer + (((long)tile * rows.StartCount + (group * rows.GroupSize / rows.StartColumns)) * rows.RowsPerTile);
}
