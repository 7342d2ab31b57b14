using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A device matrix with float weights.</summary>
/// <param name="values">The weights, [rows, columns]; the matrix takes ownership.</param>
internal sealed class FloatMatrix(Tensor values) : IDeviceMatrix
{
    public bool ChoosesColumns => false;

    public int RowCount => (int)values.size(0);

    public int ColumnCount => (int)values.size(1);

    public long Bytes => values.numel() * values.element_size();

    public ScriptedWeight? Scripted => new(values, 0, values);

    public Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators) => nn.functional.linear(x, values, bias);

    public IDeviceMatrix MoveTo(Device device)
    {
        Tensor moved = values.to(device).DetachFromDisposeScope();
        values.Dispose();
        return new FloatMatrix(moved);
    }

    public IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others) =>
        others.All(other => other is FloatMatrix) ? new FloatMatrix(cat([values, .. others.Select(other => ((FloatMatrix)other).Take())]).DetachFromDisposeScope()) : null;

    public void Dispose() => values.Dispose();

    private Tensor Take() => values;
}
