using QwenWebChat.Tests.Browser;
using Xunit.v3;

namespace QwenWebChat.Tests;

/// <summary>
/// Divides the tests into collections of which three run at the same time: the browser tests and those of <see
/// cref="ProgramCollection"/>, which mostly wait, and all others. The others run one after another, because the count of
/// live tensors is process-wide and kernels use every core. When one collection ends, that of real files follows.
/// </summary>
public sealed class ParallelCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    private readonly XunitTestCollection _browser = new(testAssembly, typeof(BrowserCollection), disableParallelization: false, BrowserCollection.Name);
    private readonly XunitTestCollection _others = new(testAssembly, null, disableParallelization: false, "Others");

    public override string DisplayName => "browser tests beside all others";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass) =>
        testClass.Namespace == typeof(BrowserFixture).Namespace ? _browser : _others;
}
