using System.Reflection;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Documents.RealFiles;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Monitoring;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests;

/// <summary>Holds that the classes of the slow kinds carry <see cref="SlowAttribute"/>, so that one filter leaves them out.</summary>
public sealed class SlowTests
{
    // Browser, LibreOffice and pandoc, and the app's commands as processes.
    private static readonly string?[] Namespaces = [typeof(BrowserFixture).Namespace, typeof(MadeFiles).Namespace, typeof(TerminalTests).Namespace];

    // Prometheus, and the app as a process.
    private static readonly Type[] Classes =
        [typeof(PrometheusTests), typeof(MetricsEndpointTests), typeof(DeployedFilesTests), typeof(OneProcessTests), typeof(StartupTests), typeof(HiddenProgramsTests), typeof(SkippedTests)];

    [Fact]
    public void Classes_OfSlowKinds_AreMarked()
    {
        Type[] slow = [.. typeof(SlowTests).Assembly.GetTypes().Where(type => IsTestClass(type) && (Namespaces.Contains(type.Namespace) || Classes.Contains(type)))];

        Assert.Equal(Namespaces.Length, slow.Select(type => type.Namespace).Intersect(Namespaces).Count());
        Assert.DoesNotContain(slow, type => type.GetCustomAttribute<SlowAttribute>() is null);
    }

    [Fact]
    public void Slow_IsOneTrait() => Assert.Equal([new("Speed", "Slow")], new SlowAttribute().GetTraits());

    private static bool IsTestClass(Type type) => type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null);
}
