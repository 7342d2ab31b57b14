namespace QwenWebChat.Tests;

/// <summary>
/// The checkpoints and golden outputs of the independent reference, in <c>shared/fixtures</c> beside the repository.
/// Tests that need them skip themselves where that folder is absent.
/// </summary>
internal static class SharedFixtures
{
    /// <summary>The full path of a fixture, or the current test is reported as skipped.</summary>
    public static string Require(params string[] parts) => SharedFolder.Require(["fixtures", .. parts]);
}
