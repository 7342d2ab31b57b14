using QwenWebChat.Tests.Documents.RealFiles;
using Xunit.Sdk;
using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Starts the longest collections first, so that no long one is left over at the end, and <see cref="LastCollection"/> last:
/// only then it is known what was missed.
/// </summary>
public sealed class CollectionOrder : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => PlaceOf(collection.TestCollectionDisplayName)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    // The collection of a class has the class' name.
    private static int PlaceOf(string name) => name switch
    {
        _ when ParallelCollections.HasModels(name) => 0,
        RealFileCollection.Name => 1,
        LastCollection.Name => 4,
        _ when typeof(CollectionOrder).Assembly.GetType(name)?.IsDefined(typeof(SlowAttribute), inherit: false) == true => 2,
        _ => 3,
    };
}
