namespace QwenWebChat.Tests.Browser;

/// <summary>The browser tests, which share one <see cref="Chromium"/>. <see cref="ParallelCollections"/> puts the namespace's classes into it.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
