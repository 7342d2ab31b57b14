namespace QwenWebChat.App.Audit;

/// <summary>Section <c>Audit</c>: the record of who did what.</summary>
public sealed record AuditOptions
{
    /// <summary>Number of days after which entries are deleted.</summary>
    public int Days { get; init; } = 180;

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (Days is < 1 or > 3650)
        {
            throw new ArgumentException($"Days is {Days}; it must be 1 to 3650 days.");
        }
    }
}
