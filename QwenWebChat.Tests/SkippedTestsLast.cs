using Xunit.Sdk;
using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>Runs <see cref="SkippedTests"/> after all others: only then it is known what was missed.</summary>
public sealed class SkippedTestsLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName.Contains(nameof(SkippedTests), StringComparison.Ordinal))];
}
