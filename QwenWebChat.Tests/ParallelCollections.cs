using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Divides the tests into collections, which run at the same time. Each class is a collection of its own, except the
/// tests that run models: they form a few, because each of their models computes on every core.
/// </summary>
public sealed class ParallelCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    private static readonly Dictionary<string, string> CollectionOfFolder = new()
    {
        ["DemoModel.Training"] = "Kernels",
        ["Devices"] = "Model",
        ["Engine"] = "Engine",
        ["Execution"] = "Engine",
        ["Generation"] = "Generation",
        ["Kernels"] = "Kernels",
        ["Model"] = "Model",
        ["Models"] = "Model",
    };

    private readonly IXunitTestAssembly _testAssembly = testAssembly;
    private readonly Dictionary<string, IXunitTestCollection> _ofModels = CollectionOfFolder.Values.Distinct()
        .ToDictionary(name => name, IXunitTestCollection (name) => new XunitTestCollection(testAssembly, null, disableParallelization: false, name));

    public override string DisplayName => "a collection for each class, a few for models";

    /// <summary>Returns whether a name is that of a collection of tests that run models.</summary>
    public static bool HasModels(string collection) => CollectionOfFolder.ContainsValue(collection);

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass) =>
        CollectionOfFolder.FirstOrDefault(folder => IsIn(folder.Key, testClass)).Value is { } name
            ? _ofModels[name]
            : new XunitTestCollection(_testAssembly, null, disableParallelization: false, testClass.FullName!);

    private static bool IsIn(string folder, Type testClass) =>
        $"{testClass.Namespace}.".StartsWith($"{typeof(ParallelCollections).Namespace}.{folder}.", StringComparison.Ordinal);
}
