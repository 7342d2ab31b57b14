using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Divides the tests into collections, which run at the same time. Each class is a collection of its own, except the
/// tests that run models: they form two, because each of their models computes on every core.
/// </summary>
public sealed class ParallelCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    /// <summary>The name of the collection of the tests that run a whole engine or its kernels.</summary>
    public const string Engine = "Engine";

    /// <summary>The name of the collection of the tests that compare models with their references.</summary>
    public const string Model = "Model";

    private static readonly string[] EngineFolders = ["DemoModel.Training", "Engine", "Execution", "Generation", "Kernels"];
    private static readonly string[] ModelFolders = ["Devices", "Model", "Models"];

    private readonly IXunitTestAssembly _testAssembly = testAssembly;
    private readonly XunitTestCollection _engine = new(testAssembly, null, disableParallelization: false, Engine);
    private readonly XunitTestCollection _model = new(testAssembly, null, disableParallelization: false, Model);

    public override string DisplayName => "a collection for each class, two for models";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass) =>
        IsIn(EngineFolders, testClass) ? _engine
        : IsIn(ModelFolders, testClass) ? _model
        : new XunitTestCollection(_testAssembly, null, disableParallelization: false, testClass.FullName!);

    private static bool IsIn(string[] folders, Type testClass) =>
        folders.Any(folder => $"{testClass.Namespace}.".StartsWith($"{typeof(ParallelCollections).Namespace}.{folder}.", StringComparison.Ordinal));
}
