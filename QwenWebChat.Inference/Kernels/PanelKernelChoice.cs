namespace QwenWebChat.Inference.Kernels;

/// <summary>The kernels that multiply a model's quantized weights, for each number of bits.</summary>
/// <param name="default">The kernel for a number of bits without an entry.</param>
/// <param name="byBits">The kernels for a single row of activations and for more rows, by the bits of a value.</param>
/// <param name="operators">The choices with their figures, for the log and the pages.</param>
internal sealed class PanelKernelChoice(
    PanelKernel @default, IReadOnlyDictionary<int, (PanelKernel OneRow, PanelKernel ManyRows)> byBits, IReadOnlyList<OperatorChoice> operators)
{
    public IReadOnlyList<OperatorChoice> Operators => operators;

    /// <summary>Returns the choice of one kernel for everything.</summary>
    public static PanelKernelChoice Of(PanelKernel kernel) => new(kernel, new Dictionary<int, (PanelKernel, PanelKernel)>(), []);

    public PanelKernel For(int bits, int rowCount) =>
        !byBits.TryGetValue(bits, out (PanelKernel OneRow, PanelKernel ManyRows) chosen) ? @default : rowCount == 1 ? chosen.OneRow : chosen.ManyRows;
}
