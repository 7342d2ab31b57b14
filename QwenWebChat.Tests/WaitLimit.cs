namespace QwenWebChat.Tests;

/// <summary>
/// The longest that a test waits for what must come. A wait ends as soon as it has come: the limit only decides when a test
/// that hangs fails, and several collections share the cores.
/// </summary>
internal static class WaitLimit
{
    public static readonly TimeSpan Value = TimeSpan.FromMinutes(2);

    /// <summary>The same limit as Playwright takes it.</summary>
    public static float Milliseconds => (float)Value.TotalMilliseconds;
}
