namespace QwenWebChat.Tests;

/// <summary>Tests that start the app again and again as a process of its own, and mostly wait for it.</summary>
[CollectionDefinition(Name)]
public sealed class ProgramCollection
{
    public const string Name = "Programs";
}
