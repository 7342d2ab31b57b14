namespace QwenWebChat.Inference.Kernels;

/// <summary>How an operation is computed on a device, found by trying at start.</summary>
/// <param name="Operation">Such as <c>int4 product</c> or <c>attention</c>.</param>
/// <param name="Taken">The operator that is used, such as <c>aten::_weight_int4pack_mm</c>, or <c>plain</c>.</param>
/// <param name="Refused">The better ones that this device or build does not have, or that err, each with the reason; empty for none.</param>
public sealed record OperatorChoice(string Operation, string Taken, IReadOnlyList<string> Refused)
{
    /// <summary>In one line, for the log.</summary>
    public override string ToString() => Refused.Count == 0 ? $"{Operation}: {Taken}" : $"{Operation}: {Taken} ({string.Join("; ", Refused)})";
}
