using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Divides the tests into collections, which run at the same time. Each class is a collection of its own, except the
/// tests of the engine: they run one after another, because their kernels use every core and libtorch's settings are
/// process-wide.
/// </summary>
public sealed class ParallelCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    /// <summary>The name of the collection of the engine's tests.</summary>
    public const string Engine = "Engine";

    // The folders of the tests in which models are loaded and run.
    private static readonly string[] EngineFolders =
        ["Benchmarks", "Caching", "Checkpoints", "DemoModel.Training", "Devices", "Engine", "Execution", "Generation", "Kernels", "Metrics", "Model", "Models", "Quantization"];

    private readonly IXunitTestAssembly _testAssembly = testAssembly;
    private readonly XunitTestCollection _engine = new(testAssembly, null, disableParallelization: false, Engine);

    public override string DisplayName => "a collection for each class, one for the engine";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass) =>
        EngineFolders.Any(folder => $"{testClass.Namespace}.".StartsWith($"{typeof(ParallelCollections).Namespace}.{folder}.", StringComparison.Ordinal))
            ? _engine
            : new XunitTestCollection(_testAssembly, null, disableParallelization: false, testClass.FullName!);
}
