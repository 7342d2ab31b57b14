namespace QwenWebChat.Tests;

/// <summary>
/// The checkpoints and golden outputs of the independent reference, in <c>shared/fixtures</c> beside the repository.
/// Tests that need them skip themselves where that folder is absent.
/// </summary>
internal static class SharedFixtures
{
    private static readonly string? Root = Find();

    /// <summary>The full path of a fixture, or the current test is reported as skipped.</summary>
    public static string Require(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "../shared/fixtures is not here");
        return Path.Combine([Root, .. parts]);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "fixtures");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
