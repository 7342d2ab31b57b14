using System.Runtime.InteropServices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Runs an operator once against its reference and then often against the clock.</summary>
internal sealed class OperatorProbe(MeasuredCard card, DeviceTimer timer)
{
    public MeasuredCard Card => card;

    /// <param name="figures">What is known without running it.</param>
    /// <param name="compute">Is given the number of the pass, to take another copy of the weights each time.</param>
    /// <param name="reference">Float32.</param>
    public OperatorFigures Measure(OperatorFigures figures, Func<int, Tensor> compute, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        try
        {
            double error = OperatorFigures.ErrorOf(compute(0), reference);
            return figures with { Tolerance = card.Tolerance, Error = error, Time = timer.Measure(pass => compute(pass)) };
        }
        catch (ExternalException exception)
        {
            return figures with { Tolerance = card.Tolerance, Failure = OperatorFault.ReasonIn(exception) };
        }
    }
}
