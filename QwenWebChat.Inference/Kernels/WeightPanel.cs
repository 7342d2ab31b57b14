using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>One panel of a weight.</summary>
/// <param name="byteBias">What the instructions take off an 8-bit value.</param>
internal readonly unsafe struct WeightPanel(QuantizedWeight weight, int panel, int byteBias)
{
    public readonly byte* Values = weight.Values.Pointer + (panel * weight.Form.PanelValueBytes);
    public readonly byte* Scales = weight.Scales.Pointer + (panel * weight.Form.ScaleBytes / weight.Form.PanelCount);
    public readonly byte* Offsets =
        weight.Offsets is null ? null : weight.Offsets.Pointer + (panel * weight.Form.ScaleBytes / weight.Form.PanelCount);

    public readonly int Bits = weight.Form.Bits;
    public readonly int GroupSize = weight.Form.GroupSize;
    public readonly int GroupCount = weight.Form.GroupCount;

    /// <summary>Bytes of a scale: 2 or 4.</summary>
    public readonly int ScaleBytes = weight.Form.HasHalfScales ? sizeof(ushort) : sizeof(float);

    /// <summary>What every value lacks: times the sum of the activations it corrects a group's product.</summary>
    public readonly int Shift = (weight.Form.Bits == 8 ? byteBias : 0) - (weight.Form.HasOffsets ? 0 : weight.Form.ZeroPoint);
}
