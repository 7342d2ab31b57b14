using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.UiLoad;

/// <summary>The load: a number of pages, each following its own answer.</summary>
internal sealed record UiSettings
{
    public required int Circuits { get; init; }

    /// <summary>The rate of each answer.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>The duration of the measurement, which starts when every answer streams.</summary>
    public required double Seconds { get; init; }

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        Require.That(Circuits is >= 1 and <= 2000, "--circuits", Circuits, "1 to 2000");
        RequireRate(TokensPerSecond);
        Require.That(Seconds is >= 1 and <= 3600, "--seconds", Seconds, "1 to 3600");
    }

    /// <exception cref="ArgumentException">The rate is out of range.</exception>
    public static void RequireRate(double tokensPerSecond) =>
        Require.That(tokensPerSecond is >= 1 and <= 1000, "--tokens-per-second", tokensPerSecond, "1 to 1000");
}
