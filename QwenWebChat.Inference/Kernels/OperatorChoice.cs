namespace QwenWebChat.Inference.Kernels;

/// <summary>The implementation of an operation on a device, selected by probing at startup.</summary>
/// <param name="Operation">The operation, such as <c>int4 product</c> or <c>attention</c>.</param>
/// <param name="Taken">The operator in use, such as <c>aten::_weight_int4pack_mm</c>, or <c>plain</c>.</param>
/// <param name="Reasons">
/// The faster operators that this device or build does not support or that compute wrong results, each with the reason, or
/// the measured speeds; empty for none.
/// </param>
public sealed record OperatorChoice(string Operation, string Taken, IReadOnlyList<string> Reasons)
{
    /// <summary>Returns the choice in one line, for the log.</summary>
    public override string ToString() => Reasons.Count == 0 ? $"{Operation}: {Taken}" : $"{Operation}: {Taken} ({string.Join("; ", Reasons)})";
}
