using System.Runtime.InteropServices;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Compares an operator with its reference and then measures its time.</summary>
internal sealed class OperatorProbe(MeasuredCard card, DeviceTimer timer)
{
    public MeasuredCard Card => card;

    /// <param name="figures">The figures that are known before the run.</param>
    /// <param name="compute">Computes the result; receives the number of the pass, to use another copy of the weights each time.</param>
    /// <param name="reference">The reference in float32.</param>
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
