using Bunit;
using Microsoft.Playwright;
using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Browser;

/// <summary>What the dashboard's scripts reckon and draw, in a browser and under the app's policy, from the parts' own markup.</summary>
[Slow]
public sealed class DashboardPartsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Watch =
        """
        window.violations = [];
        document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
        """;

    // Each an expression and what it is; in one page, for starting one takes longer than all of them.
    private static readonly (string Expression, string Expected)[] Cases =
    [
        ("write('Bytes', 5.64e9)", "5.6\u00a0GB"),
        ("write('Tokens', 12480)", "12,480"),
        ("write('TokensPerSecond', 38.4, 'en', { tokensPerSecond: '{0} tok/s' })", "38 tok/s"),
        ("write('Seconds', 0.85)", "850\u00a0ms"),
        ("write('Seconds', 2.41)", "2.4\u00a0s"),
        ("write('Seconds', 0)", "0\u00a0ms"),
        ("write('Share', 0.29)", "29\u00a0%"),
        ("write('Count', null)", "–"),
        ("JSON.stringify(scaleTo('Bytes', 11.3e9))", """{"top":15000000000,"step":5000000000}"""),
        ("JSON.stringify(scaleTo('Bytes', null))", """{"top":1000000,"step":250000}"""),
        ("JSON.stringify(scaleTo('Count', 2))", """{"top":4,"step":1}"""),
        ("JSON.stringify(scaleTo('Seconds', 200))", """{"top":240,"step":60}"""),
        ("JSON.stringify(scaleTo('Share', 0.02))", """{"top":1,"step":0.25}"""),
        ("writeTicks('Bytes', [0, 2.5e9, 5e9], 'en').join()", "0,2.5\u00a0GB,5.0\u00a0GB"),
        ("writeTicks('Seconds', [0, 0.5, 1], 'en').join()", "0,0.5\u00a0s,1.0\u00a0s"),
        ("writeTicks('Tokens', [0, 5000, 10000], 'en').join()", "0,5,000,10,000"),
        ("JSON.stringify(stack([[1, 2, null], [9, 9, 9], [3, null, 3]], [true, false, true]))", "[[1,2,null],[9,9,9],[4,null,3]]"),
        ("[[300, 0, 2], [300, 0, 3], [3600, 0, 20], [3600, 0, 26], [86400, 0, 120], [86400, 0, 151]].map(one => isGap(...one)).join()", "false,true,false,true,false,true"),
        ("JSON.stringify(ticksOfTime(1760000001, 1760000301, 6).ticks.map(tick => tick % 60))", "[0,0,0,0,0]"),
        ("JSON.stringify(readRuns('f2h0:1s12:3h:4'))", """[{"state":"f","request":-1,"count":2},{"state":"h","request":0,"count":1},{"state":"s","request":12,"count":3},{"state":"h","request":-1,"count":4}]"""),
        ("cellsOf(readRuns('f3h0:2c2h1:1'), 3).map(cell => cell.state + cell.request + ':' + cell.blocks).join()", "f-1:3,h0:3,h1:2"),
    ];

    [Fact]
    public async Task Figures_Reckoned_AreRound()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await browser.OpenAsync(app);

        foreach ((string expression, string expected) in Cases)
        {
            string actual = await page.EvaluateAsync<string>($"async () => {{ const {{ {Names(expression)} }} = await import('/js/dashboard-figures.js'); return {expression}; }}");
            Assert.Equal((expression, expected), (expression, actual));
        }

        await page.CloseAsync();
    }

    [Theory]
    [InlineData("light", "en", 1280)]
    [InlineData("dark", "zh-CN", 390)]
    public async Task Parts_WithFigures_AreDrawnToggledAndRead(string scheme, string locale, int width)
    {
        InstalledPrograms.SkipUnless(RestoredScripts.HasCharts, InstalledPrograms.Npm);
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying("Hello")));
        List<string> errors = [];
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new() { Width = width, Height = 900 },
            Locale = locale,
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
        });
        await page.AddInitScriptAsync(Watch);
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.EvaluateAsync(Place, Markup(scheme == "dark" ? "zh-Hans" : "en"));

        await page.EvaluateAsync(Draw);

        ILocator values = page.Locator("#parts [data-value]");
        await Assertions.Expect(values).ToHaveTextAsync(["3.0\u00a0GB", "2.0\u00a0GB"]);
        await page.EvaluateAsync("window.board.appendAll(1760000300, [['c', [4e9, null]], ['gone', [1]]])");
        await Assertions.Expect(values).ToHaveTextAsync(["4.0\u00a0GB", "–"]);
        await Assertions.Expect(page.Locator("#parts [data-latest]")).ToContainTextAsync("KV 4.0\u00a0GB");

        // After a time of nothing the line begins anew: what lies between has no figures.
        await page.EvaluateAsync("window.board.appendAll(1760000310, [['c', [5e9, 1e9]]])");
        await Assertions.Expect(values).ToHaveTextAsync(["5.0\u00a0GB", "1.0\u00a0GB"]);

        // Under the crosshair stands each series' own value, not the sum.
        LocatorBoundingBoxResult plot = (await page.Locator("#parts .u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(plot.X + (plot.Width / 2), plot.Y + 40);
        await Assertions.Expect(values).ToHaveTextAsync(["3.0\u00a0GB", "2.0\u00a0GB"]);
        await Assertions.Expect(page.Locator("#parts [data-time]")).Not.ToBeEmptyAsync();

        ILocator key = page.Locator("#parts .chart-key").First;
        await key.PressAsync("Enter");
        await Assertions.Expect(key).ToHaveAttributeAsync("aria-pressed", "false");

        await page.Locator("#parts canvas").Last.HoverAsync(new LocatorHoverOptions { Position = new() { X = 4, Y = 4 } });
        await Assertions.Expect(page.Locator("#parts .block-tip")).ToContainTextAsync("aaaaaaaa");
        Assert.Equal(scheme == "dark" ? "6b7486" : "7b8494", await page.EvaluateAsync<string>(SeventhBlock));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.Locator("#parts").ShootAsync($"dashboard-parts-{scheme}-{width}");

        Assert.Empty(await page.FindAxeViolationsAsync(element: "#parts"));
        await page.EvaluateAsync("() => { window.chart.dispose(); window.map.dispose(); window.board.appendAll(1760000301, [['c', [1, 1]]]); }");
        Assert.Equal(0, await page.Locator("#parts canvas").CountAsync());
        errors.AddRange(await page.EvaluateAsync<string[]>("window.violations"));
        Assert.Empty(errors);
        await page.CloseAsync();
    }

    private const string Place =
        """
        markup => {
          const parts = Object.assign(document.createElement('div'), { id: 'parts', className: 'dash', innerHTML: markup });
          parts.style.padding = '8px';
          document.querySelector('.content').replaceChildren(parts);
        }
        """;

    private const string Draw =
        """
        async () => {
          window.board = await import('/js/dashboard.js');
          const texts = { noData: 'none', latest: '{0}', tokensPerSecond: '{0}', perSecond: '{0}', unavailable: '' };
          const series = [{ label: 'KV', color: '--qw-kv-used', isStacked: true }, { label: 'Weights', color: '--qw-weights', isStacked: true }];
          window.chart = await board.attach(document.querySelector('#parts .chart'), { id: 'c', unit: 'Bytes', series, canDraw: true, texts });
          const times = Array.from({ length: 300 }, (_, at) => 1760000000 + at);
          chart.show(times, [times.map(() => 3e9), times.map(() => 2e9)], 300, 1760000299);
          const blocks = await import('/js/dashboard-blocks.js');
          const states = { held: 'In use', shared: 'Shared', cached: 'Cached', free: 'Free' };
          window.map = blocks.attach(document.querySelector('#parts .block-map'), { cell: '{0}', cells: '{0} of {1}', request: '{0}', tokens: '{0}', states });
          map.show('h0:4s1:2h:1c3f20', 16, ['aaaaaaaa', 'bbbbbbbb'], [0, 1]);
        }
        """;

    // It is held without a request; a cell of the largest size is 14 and has a gap of 1.
    private const string SeventhBlock =
        """
        () => [...document.querySelector('#parts .block-map canvas').getContext('2d').getImageData((6 * 15 + 7) * devicePixelRatio, 7 * devicePixelRatio, 1, 1).data]
          .slice(0, 3).map(part => part.toString(16).padStart(2, '0')).join('')
        """;

    private static string Names(string expression) => string.Join(", ",
        new[] { "write", "scaleTo", "writeTicks", "stack", "isGap", "ticksOfTime", "readRuns", "cellsOf" }.Where(name => expression.Contains($"{name}(", StringComparison.Ordinal)));

    private static string Markup(string culture)
    {
        using UiContext ui = new(culture);
        CacheMap map = CacheMap.Of(new(16, [], [new(BlockState.Free, null)]));
        return $"""
            <div class="dash-card dash-12">{ui.Render<Chart>(chart => chart.Add(part => part.Title, "Memory").Add(part => part.Unit, MetricUnit.Bytes)
                .Add(part => part.Series, [new("k", "KV", "--qw-kv-used", true), new("w", "Weights", "--qw-weights", true)])).Markup}</div>
            <div class="dash-card dash-12">{ui.Render<BlockMapView>(view => view.Add(part => part.Map, map)).Markup}</div>
            <div class="dash-tiles">{ui.Render<StatTile>(tile => tile.Add(part => part.Label, "Cache").Add(part => part.Figure, "93").Add(part => part.Unit, "%")
                .Add(part => part.Tone, TileTone.Danger).Add(part => part.Explanation, "Blocks in use").Add(part => part.Values, [1, null, 2])).Markup}
            {ui.Render<StatTile>(tile => tile.Add(part => part.Label, "Queue").Add(part => part.Figure, null)).Markup}</div>
            <div class="dash-card dash-12">{ui.Render<MemoryBar>(bar => bar.Add(part => part.Name, "RAM").Add(part => part.TotalBytes, 24_000_000_000)
                .Add(part => part.Parts, [new("w", "Weights", 12_000_000_000, "--qw-weights")])).Markup}</div>
            """;
    }
}
