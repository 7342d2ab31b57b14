using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>Screenshots of the last run, for people to look at, in <c>artifacts/screenshots</c>.</summary>
internal static class Screenshots
{
    /// <summary>Takes a screenshot of a page.</summary>
    /// <param name="name">The name of the file, without its ending.</param>
    /// <param name="isWhole">True for a screenshot of the whole page, not only of what is in view.</param>
    public static Task ShootAsync(this IPage page, string name, bool isWhole = false) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = PathOf(name), FullPage = isWhole, Animations = ScreenshotAnimations.Disabled });

    /// <summary>Takes a screenshot of a part of a page.</summary>
    public static Task ShootAsync(this ILocator part, string name) =>
        part.ScreenshotAsync(new LocatorScreenshotOptions { Path = PathOf(name), Animations = ScreenshotAnimations.Disabled });

    private static string PathOf(string name) => Path.Combine(BuiltApp.Repository, "artifacts", "screenshots", $"{name}.png");
}
