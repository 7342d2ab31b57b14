namespace QwenWebChat.App.Hosting;

/// <summary>Section <c>Hosting</c>: how many pages are served.</summary>
public sealed record HostingOptions
{
    private const int Largest = 100_000;

    /// <summary>The most pages that are open at a time; each keeps its state (a circuit) in the server's memory.</summary>
    public int MaxCircuits { get; init; } = 1_000;

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (MaxCircuits is < 1 or > Largest)
        {
            throw new ArgumentException($"MaxCircuits is {MaxCircuits}; it must be 1 to {Largest}.");
        }
    }
}
