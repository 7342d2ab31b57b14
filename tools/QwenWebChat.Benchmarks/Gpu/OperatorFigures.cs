using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>One implementation of a model's operation, with its error and its speed.</summary>
/// <param name="Operation">The operation, such as <c>down 3584 x 18944</c>.</param>
/// <param name="Size">The size, such as <c>8 rows</c>.</param>
/// <param name="Way">The name of the operator.</param>
/// <param name="IsTaken">True if a model uses the operator for this.</param>
internal sealed record OperatorFigures(string Operation, string Size, string Way, bool IsTaken)
{
    /// <summary>Relative error ||result - reference|| / ||reference||; not a number if the result is not finite.</summary>
    public double Error { get; init; } = double.NaN;

    /// <summary>Maximum error.</summary>
    public double Tolerance { get; init; }

    /// <summary>The error message; null if the operator ran.</summary>
    public string? Failure { get; init; }

    /// <summary>The measured time; null if the operator did not run.</summary>
    public Timing? Time { get; init; }

    /// <summary>Number of bytes that it must read and write.</summary>
    public double Bytes { get; init; }

    /// <summary>Number of operations; a multiply-add counts as two.</summary>
    public double Operations { get; init; }

    /// <summary>The comparison is also false for an error that is not a number.</summary>
    public bool IsRight => Failure is null && Error <= Tolerance;

    public static string RowText(int rows) => rows == 1 ? "1 row" : $"{rows} rows";

    /// <summary>Returns the relative error of a whole result.</summary>
    /// <param name="reference">The reference in float32, of the same shape.</param>
    public static double ErrorOf(Tensor result, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        double difference = result.to(ScalarType.Float32).sub(reference).norm().item<float>();
        return difference / reference.norm().item<float>();
    }
}
