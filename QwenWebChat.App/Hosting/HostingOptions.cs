namespace QwenWebChat.App.Hosting;

/// <summary>Section <c>Hosting</c>: the limits of the web server.</summary>
public sealed record HostingOptions
{
    private const int Largest = 100_000;

    /// <summary>
    /// Maximum number of pages that are open at the same time (Blazor circuits, whose state is held in the server's
    /// memory). A further page is answered with status 503 and the reason. A page whose browser disappeared counts for
    /// three more minutes.
    /// </summary>
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
