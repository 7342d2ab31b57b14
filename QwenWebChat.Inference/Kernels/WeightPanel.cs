using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>One panel of a quantized weight.</summary>
internal readonly unsafe struct WeightPanel(QuantizedWeight weight, int panel)
{
    public readonly byte* Values = weight.Values.Pointer + (panel * weight.Form.PanelValueBytes);
    public readonly byte* Scales = weight.Scales.Pointer + (panel * weight.Form.ScaleBytes / weight.Form.PanelCount);
    public readonly byte* Offsets =
        weight.Offsets is null ? null : weight.Offsets.Pointer + (panel * weight.Form.ScaleBytes / weight.Form.PanelCount);

    /// <summary>Bytes from the values of this panel to those of the next one.</summary>
    public readonly long ValueStride = weight.Form.PanelValueBytes;

    /// <summary>Bytes from the scales of this panel to those of the next one; the offsets have the same distance.</summary>
    public readonly long ScaleStride = weight.Form.ScaleBytes / weight.Form.PanelCount;

    public readonly int Bits = weight.Form.Bits;
    public readonly int GroupSize = weight.Form.GroupSize;
    public readonly int GroupCount = weight.Form.GroupCount;

    /// <summary>Bytes of a scale: 2 or 4.</summary>
    public readonly int ScaleBytes = weight.Form.HasHalfScales ? sizeof(ushort) : sizeof(float);
}
