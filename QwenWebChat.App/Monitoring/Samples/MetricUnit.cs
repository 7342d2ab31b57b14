namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>The unit of the values of a tile or a chart, which determines their format.</summary>
public enum MetricUnit
{
    /// <summary>Bytes such as <c>5.6 GB</c>, in powers of ten.</summary>
    Bytes,

    /// <summary>Tokens such as <c>12,480</c>.</summary>
    Tokens,

    /// <summary>Token rates such as <c>38 tok/s</c>.</summary>
    TokensPerSecond,

    /// <summary>Durations such as <c>850 ms</c>, <c>2.4 s</c> or <c>3 min</c>.</summary>
    Seconds,

    /// <summary>A share, 0 to 1, such as <c>93 %</c>.</summary>
    Share,

    /// <summary>A count such as <c>7</c>.</summary>
    Count,

    /// <summary>A rate such as <c>0.4/s</c>.</summary>
    PerSecond,
}
