using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>One way of computing one operation of a model: how far from its meaning it is, and how fast.</summary>
/// <param name="Operation">Such as <c>down 3584 x 18944</c>.</param>
/// <param name="Size">Such as <c>8 rows</c>.</param>
/// <param name="Way">The operator.</param>
/// <param name="IsTaken">Whether a model takes it for this.</param>
internal sealed record OperatorFigures(string Operation, string Size, string Way, bool IsTaken)
{
    /// <summary>||result - reference|| / ||reference||; not a number where a result is none.</summary>
    public double Error { get; init; } = double.NaN;

    /// <summary>What the error may be.</summary>
    public double Tolerance { get; init; }

    /// <summary>What went wrong; null where it ran.</summary>
    public string? Failure { get; init; }

    /// <summary>Null where it did not run.</summary>
    public Timing? Time { get; init; }

    /// <summary>Bytes that it must read and write.</summary>
    public double Bytes { get; init; }

    /// <summary>A multiplication with its addition counts as two.</summary>
    public double Operations { get; init; }

    /// <summary>Written so that an error that is no number is not right.</summary>
    public bool IsRight => Failure is null && Error <= Tolerance;

    public static string RowText(int rows) => rows == 1 ? "1 row" : $"{rows} rows";

    /// <summary>The relative error of a whole result.</summary>
    /// <param name="reference">Float32, of the same shape.</param>
    public static double ErrorOf(Tensor result, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        double difference = result.to(ScalarType.Float32).sub(reference).norm().item<float>();
        return difference / reference.norm().item<float>();
    }
}
