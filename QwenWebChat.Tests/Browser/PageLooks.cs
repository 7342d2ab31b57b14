using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>
/// The two looks in which the pages of a language are checked, so that both languages together are seen in both themes at both
/// widths: English wide and light, then on a phone and dark; Chinese on a phone and light, then wide and dark. One page takes on
/// both looks where it stands: to bring a second page into the same state costs more than the check.
/// </summary>
internal sealed class PageLooks(string locale)
{
    private const int PhoneWidth = 390;

    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    // The page hears of a resize in the next frame, and places its menus anew in that frame or the one after.
    private const string HasSettled =
        """
        async ({ theme, width }) => {
          if (document.documentElement.dataset.theme !== theme || innerWidth !== width) {
            return false;
          }
          for (let frame = 0; frame < 2; frame++) {
            await new Promise(requestAnimationFrame);
          }
          return document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity);
        }
        """;

    private readonly (ColorScheme Scheme, ViewportSize Size)[] _looks = locale == "en-US"
        ? [(ColorScheme.Light, Wide), (ColorScheme.Dark, Phone)]
        : [(ColorScheme.Light, Phone), (ColorScheme.Dark, Wide)];

    /// <summary>The options of a page that begins in the first look.</summary>
    public BrowserNewPageOptions Options => new()
    {
        Locale = locale,
        ColorScheme = _looks[0].Scheme,
        ViewportSize = _looks[0].Size,
        ReducedMotion = ReducedMotion.Reduce,
    };

    /// <summary>True if a page begins on a phone.</summary>
    public bool BeginsOnPhone => _looks[0].Size.Width == PhoneWidth;

    private static ViewportSize Wide => new() { Width = 1280, Height = 800 };

    private static ViewportSize Phone => new() { Width = PhoneWidth, Height = 780 };

    /// <summary>Checks the page in both looks and leaves it in the first one: nothing is wider than the page, and axe finds nothing.</summary>
    /// <param name="name">What the names of the screenshots begin with.</param>
    public Task CheckAsync(IPage page, string name) => EachAsync(page, look => CheckOneAsync(page, $"{name}-{look}"));

    /// <summary>Runs a check in both looks, with the name of the look, and leaves the page in the first one.</summary>
    public async Task EachAsync(IPage page, Func<string, Task> check)
    {
        foreach ((ColorScheme scheme, ViewportSize size) in _looks)
        {
            await ShowAsync(page, scheme, size);
            await check($"{scheme}-{size.Width}".ToLowerInvariant());
        }

        await ShowAsync(page, _looks[0].Scheme, _looks[0].Size);
    }

    /// <summary>Checks the page as it stands: nothing is wider than it, and axe finds nothing.</summary>
    /// <param name="name">The name of the screenshot.</param>
    /// <param name="isWhole">True for a screenshot of the whole page, not only of what is in view.</param>
    public static async Task CheckOneAsync(IPage page, string name, bool isWhole = false)
    {
        // The title of a page that was reached by a link comes a moment after the page.
        await page.WaitForFunctionAsync("() => document.title !== ''");
        await page.ShootAsync(name, isWhole);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than the page");
        string[] findings = await page.FindAxeViolationsAsync(Rules);
        Assert.True(findings.Length == 0, $"{name}: {string.Join('\n', findings)}");
    }

    private static async Task ShowAsync(IPage page, ColorScheme scheme, ViewportSize size)
    {
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.WaitForFunctionAsync(HasSettled, new { theme = scheme == ColorScheme.Dark ? "dark" : "light", width = size.Width });
    }
}
