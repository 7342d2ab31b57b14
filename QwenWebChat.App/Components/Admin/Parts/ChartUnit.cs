namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>What a chart's or a tile's figures are, and so how they are written.</summary>
public enum ChartUnit
{
    /// <summary><c>5.6 GB</c>, in powers of ten.</summary>
    Bytes,

    /// <summary><c>12,480</c>.</summary>
    Tokens,

    /// <summary><c>38 tok/s</c>.</summary>
    TokensPerSecond,

    /// <summary><c>850 ms</c>, <c>2.4 s</c>, <c>3 min</c>.</summary>
    Seconds,

    /// <summary>Of one: <c>93 %</c>.</summary>
    Share,

    /// <summary><c>7</c>.</summary>
    Count,

    /// <summary><c>0.4/s</c>.</summary>
    PerSecond,
}
