using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Marks a class whose tests open a browser, start the app or another program, or take some seconds in all. The
/// filter <c>--filter-not-trait "Speed=Slow"</c> leaves them out.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];
}
