namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>The tests that share the files made in a run.</summary>
[CollectionDefinition(Name)]
public sealed class RealFileCollection : ICollectionFixture<MadeFiles>
{
    public const string Name = "Real files";
}
