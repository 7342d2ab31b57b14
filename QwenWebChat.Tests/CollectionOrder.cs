using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Documents.RealFiles;
using Xunit.Sdk;
using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Starts the browser tests first, because they take longest and leave a core idle, and <see cref="LastCollection"/> last:
/// only then it is known what was missed.
/// </summary>
public sealed class CollectionOrder : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName switch
        {
            BrowserCollection.Name => 0,
            ProgramCollection.Name => 1,
            RealFileCollection.Name => 3,
            LastCollection.Name => 4,
            _ => 2,
        })];
}
