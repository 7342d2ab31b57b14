using static QwenWebChat.Benchmarks.Gpu.Quantities;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// The performance goals for Qwen2.5-7B in int4, with the theoretical minimum times of two GPUs: an H200, and one of 24 GB
/// with 1.0 TB/s and 150 TFLOP/s.
/// </summary>
internal static class GpuGoals
{
    private static readonly Goal[] Goals =
    [
        new("decode, 1 sequence, a token", model => model.Decode, 1, 1.0e-3, "200 tok/s", 4.5e-3, "120 tok/s"),
        new("first token, 8,192 tokens", model => model.FirstTokens, 8_192, 0.15, "0.3 s", 0.8, "1.2 s"),
        new("first token, 65,536 tokens", model => model.FirstTokens, 65_536, 2.2, "4 s", 12, "18 s"),
        new("first token, 131,072 tokens", model => model.FirstTokens, 131_072, 6.5, "12 s", 35, "53 s"),
    ];

    /// <summary>Writes the goals next to the measured values; missing measurements are marked.</summary>
    /// <param name="model">The measured values; null if the model was not measured.</param>
    public static void Write(GpuReport report, ModelFigures? model)
    {
        report.Section("Comparison with floors and goals");
        report.Line("The goals and the floors of the two GPUs are for Qwen2.5-7B in int4.");
        report.Table("", model is null ? "measured" : $"measured: {model.Name}", "floor by these ceilings", "times the floor", "H200: floor", "goal", "24 GB, 1.0 TB/s, 150 TFLOP/s: floor", "goal");
        foreach (Goal goal in Goals)
        {
            ModelTiming? figures = model is null ? null : goal.Timings(model).FirstOrDefault(timing => timing.Count == goal.Count);
            string[] measured = figures is { Time.Median: double seconds, FloorSeconds: double floor }
                ? [Seconds(seconds), Seconds(floor), Times(seconds / floor)]
                : [figures?.Misfit ?? "not measured", None, None];
            report.Row([goal.Figure, .. measured, Seconds(goal.LargeFloorSeconds), goal.LargeGoal, Seconds(goal.SmallFloorSeconds), goal.SmallGoal]);
        }
    }

    /// <param name="Timings">The timings of a model that contain the figure.</param>
    /// <param name="Count">The number of sequences or tokens of the figure.</param>
    private sealed record Goal(
        string Figure, Func<ModelFigures, IReadOnlyList<ModelTiming>> Timings, int Count, double LargeFloorSeconds, string LargeGoal, double SmallFloorSeconds, string SmallGoal);
}
