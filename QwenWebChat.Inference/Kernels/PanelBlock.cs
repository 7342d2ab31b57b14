using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>A block of columns of a panel.</summary>
/// <param name="scales">The scales, [groups, 16].</param>
/// <param name="offsets">The offsets, [groups, 16], or null.</param>
internal readonly unsafe struct PanelBlock(in WeightPanel panel, int firstGroup, int groupCount, float* scales, float* offsets)
{
    public readonly byte* Values = panel.Values + ((long)firstGroup * panel.GroupSize * panel.Bits * QuantizedWeight.PanelRows / 8);
    public readonly float* Scales = scales;
    public readonly float* Offsets = offsets;
    public readonly int Bits = panel.Bits;
    public readonly int GroupSize = panel.GroupSize;
    public readonly int GroupCount = groupCount;
}
