namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The behavior of a request's reader.</summary>
internal enum SoakBehavior
{
    /// <summary>Reads to the end.</summary>
    Stay,

    /// <summary>Cancels while the prompt waits or is prefilled, and reads to the end.</summary>
    CancelPrompt,

    /// <summary>Cancels some tokens later, and reads to the end.</summary>
    CancelAnswer,

    /// <summary>Is cancelled at any time by its own cancellation token.</summary>
    CancelToken,

    /// <summary>Leaves the loop while the prompt waits or is prefilled.</summary>
    VanishInPrompt,

    /// <summary>Leaves the loop some tokens later.</summary>
    VanishInAnswer,

    /// <summary>Leaves before the first update.</summary>
    NeverRead,
}
