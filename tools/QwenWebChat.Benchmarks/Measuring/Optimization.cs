using System.Diagnostics;
using System.Reflection;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Checks that the engine is an optimized build.</summary>
internal static class Optimization
{
    /// <summary>Warns about a debug build, whose kernels are tens of times slower.</summary>
    public static void WarnIfOff(TextWriter error)
    {
        if (typeof(ModelRunner).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            error.WriteLine("This is a debug build, whose measurements are not meaningful: run it with -c Release.");
        }
    }
}
