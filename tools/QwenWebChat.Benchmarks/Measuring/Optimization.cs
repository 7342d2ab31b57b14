using System.Diagnostics;
using System.Reflection;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Whether the engine was built to be measured.</summary>
internal static class Optimization
{
    /// <summary>A debug build's kernels are tens of times slower.</summary>
    public static void WarnIfOff(TextWriter error)
    {
        if (typeof(ModelRunner).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            error.WriteLine("This is a debug build, and its figures mean nothing: run it with -c Release.");
        }
    }
}
