using System.Runtime.InteropServices;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// Measures work on a GPU. A call only queues work, so the clock is read after all of it has completed, and short work is
/// repeated until the wait itself does not matter.
/// </summary>
internal sealed class DeviceTimer(MeasuredGpu gpu, int repeats)
{
    private const int WarmUps = 3;
    private const int MaxPasses = 1_000;

    // An operator that is very slow needs only a few runs.
    private const double MaxSeconds = 2;

    public MeasuredGpu Gpu => gpu;

    /// <summary>Compares an operator with its reference and then measures its time.</summary>
    /// <param name="figures">The figures that are known before the run.</param>
    /// <param name="compute">Computes the result; receives the number of the pass, to use another copy of the weights each time.</param>
    /// <param name="reference">The reference in float32.</param>
    public OperatorFigures Measure(OperatorFigures figures, Func<int, Tensor> compute, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        OperatorFigures bounded = figures with { Tolerance = gpu.Tolerance };
        try
        {
            double error = OperatorFigures.ErrorOf(compute(0), reference);
            return bounded with { Error = error, Time = Measure(pass => compute(pass)) };
        }
        catch (ExternalException exception)
        {
            return bounded with { Failure = OperatorFault.ReasonIn(exception) };
        }
    }

    /// <param name="work">Queues the work; receives the number of the pass. The tensors that it creates are freed.</param>
    /// <returns>The time of one pass.</returns>
    public Timing Measure(Action<int> work)
    {
        // The first calls load code, select algorithms and allocate memory.
        double first = Run(1);
        double warm = first > MaxSeconds ? first : Run(WarmUps);
        int passes = (int)Math.Clamp(gpu.RunSeconds / Math.Max(warm, 1e-9), 1, MaxPasses);
        return Timing.Of(Enumerable.Range(0, (int)Math.Clamp(MaxSeconds / warm, 1, repeats)).Select(_ => Run(passes)));

        double Run(int count)
        {
            gpu.Synchronize();
            return Timing.Seconds(() =>
            {
                for (int pass = 0; pass < count; pass++)
                {
                    using DisposeScope scope = NewDisposeScope();
                    work(pass);
                }

                gpu.Synchronize();
            }) / count;
        }
    }
}
