namespace QwenWebChat.App.Api;

/// <summary>Section <c>Api</c>: the HTTP APIs for other programs.</summary>
public sealed record ApiOptions
{
    private const int MaxMegabytes = 1_024;

    /// <summary>Other names for the loaded model, for programs that insist on one, such as <c>gpt-4o</c>.</summary>
    public IReadOnlyList<string> ModelNames { get; init; } = [];

    /// <summary>The origins of web pages that may use the APIs, such as <c>https://tools.example</c>; <c>*</c> for all. Other pages are refused.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Maximum size of a request's body in megabytes, without files.</summary>
    public int MaxBodyMegabytes { get; init; } = 32;

    /// <summary>Maximum number of messages of a request.</summary>
    public int MaxMessages { get; init; } = 4_096;

    /// <summary>Maximum number of tools of a request.</summary>
    public int MaxTools { get; init; } = 256;

    internal long MaxBodyBytes => (long)MaxBodyMegabytes << 20;

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        foreach (string origin in Origins)
        {
            Require(origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority) == origin), nameof(Origins), origin, "* or an origin such as https://tools.example, without a path");
        }

        Require(!ModelNames.Any(string.IsNullOrWhiteSpace), nameof(ModelNames), "an empty name", "names with at least one character");
        Require(MaxBodyMegabytes is >= 1 and <= MaxMegabytes, nameof(MaxBodyMegabytes), MaxBodyMegabytes, $"1 to {MaxMegabytes}");
        Require(MaxMessages is >= 1 and <= 100_000, nameof(MaxMessages), MaxMessages, "1 to 100000");
        Require(MaxTools is >= 1 and <= 10_000, nameof(MaxTools), MaxTools, "1 to 10000");
    }

    private static void Require(bool holds, string name, object value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {expected}."));
        }
    }
}
