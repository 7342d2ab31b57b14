using Microsoft.Extensions.AI;
using Microsoft.Playwright;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>The texts of <c>shared/cases/chat</c> as answers in the real page, streamed a few characters at a time.</summary>
[Slow]
public sealed class ChatCasesInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Question = "Show me ";
    private const int ScreenshotHeight = 1_400;

    public static TheoryData<string, string, int> Views
    {
        get
        {
            TheoryData<string, string, int> views = [];
            foreach (string name in (string[])["01-extras", "02-cjk-bold", "03-urls", "04-soft-breaks", "05-math", "06-tables-html", "07-think", "08-fences-mermaid"])
            {
                views.Add(name, "light", 1280);
                views.Add(name, "dark", 390);
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Answer_Case_IsShownAsItWasMeant(string name, string scheme, int width)
    {
        _ = FileOf(name);
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(new ScriptedChatClient(Answer)));
        BrowserNewPageOptions options = new()
        {
            ViewportSize = new() { Width = width, Height = ScreenshotHeight },
            Locale = width < 700 ? "zh-CN" : "en",
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
        };
        IPage page = await browser.SharePageAsync(app.Start(), options, scheme);
        await page.AskAsync(Question + name);
        ILocator answer = page.Locator("[data-answer]");

        await CheckAsync(name, answer);

        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.ShootAsync($"case-{name}-{scheme}-{width}");
    }

    // The text of the case that is asked for; what else is asked is a title.
    private static IAsyncEnumerable<ChatResponseUpdate> Answer(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        string question = messages[^1].Text;
        string text = question.StartsWith(Question, StringComparison.Ordinal) ? File.ReadAllText(FileOf(question[Question.Length..])) : "Title";
        return ScriptedChatClient.Saying([.. text.Chunk(5).Select(part => new string(part))]).GetStreamingResponseAsync([], null, cancellationToken);
    }

    private static string FileOf(string name) => SharedFolder.Require("cases", "chat", name + ".md");

    private static Task CheckAsync(string name, ILocator answer) => name switch
    {
        "01-extras" => CheckTextAsync(
            answer,
            "x^2 + y^2 = z^2，2^10=1024，2^20=1048576",
            "价格10~20元，30~40元；9:00~10:00，14:00~15:00",
            "C++ and C++17: use g++ -std=c++17 or clang++",
            "C++是一种语言，C++11引入了lambda",
            "如果a==b且c==d，则返回true",
            "版本^1.2.0和^2.0.0兼容；用 ^abc$ 匹配，^\\d+$ 也行",
            "Copy ~/.bashrc to ~/.profile"),
        "02-cjk-bold" => CheckAllAsync(answer, "strong", "具体：", "运行（可选）：", "“你好”", "《红楼梦》", "（附录）", "结论。", "50%"),
        "03-urls" => CheckAllAsync(answer, "a", "https://example.com", "https://example.com/x", "https://example.com/docs", "https://example.com/a", "https://example.com/a?b=1", "http://localhost:3000"),
        "04-soft-breaks" => CheckTextAsync(
            answer,
            "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
            "姓名：张三\n电话：138-0000-0000",
            "1. 背景\n文字。\n2. 方法\n文字。"),
        "05-math" => CheckFormulasAsync(answer),
        "06-tables-html" => CheckTablesAsync(answer),
        "07-think" => CheckReasoningAsync(answer),
        "08-fences-mermaid" => CheckFencesAsync(answer),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no check of this case."),
    };

    private static async Task CheckTextAsync(ILocator answer, params string[] paragraphs)
    {
        Assert.Equal(paragraphs, await answer.Locator("p").EvaluateAllAsync<string[]>("all => all.map(p => p.innerText)"));
        Assert.Equal(0, await answer.Locator("p :not(br, strong)").CountAsync());
    }

    private static async Task CheckAllAsync(ILocator answer, string selector, params string[] texts) =>
        Assert.Equal(texts, await answer.Locator(selector).AllTextContentsAsync());

    private static async Task CheckFormulasAsync(ILocator answer)
    {
        string[] sources =
        [
            "$n$", "$n$", "$m$", "$\\alpha$", "$\\times$", "$^\\circ$", "$_2$", "$_2$", "$^2$",
            "$$\n\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}\n$$", "$$\n\na = b\n\n$$", "\\[\n\nx = y\n\n\\]", "\\begin{equation}\nE = mc^2\n\\end{equation}", "\\(\\ce{2H2 + O2 -> 2H2O}\\)",
        ];
        await Assertions.Expect(answer.Locator("[data-math]")).ToHaveCountAsync(sources.Length);
        Assert.Equal("共$1,500。变量以$开头，$表示行尾；符号$和¥", await answer.Locator("p", new() { HasText = "变量" }).InnerTextAsync());
        Assert.Equal(4, await answer.Locator("[data-math=display]").CountAsync());
        Assert.Equal(0, await answer.Locator("ul, h2").CountAsync());
        if (!RestoredScripts.IsAvailable)
        {
            Assert.Equal(sources, await answer.Locator("[data-math]").AllTextContentsAsync());
            return;
        }

        for (int i = 0; i < sources.Length; i++)
        {
            ILocator formula = answer.Locator("[data-math]").Nth(i);
            await formula.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(formula.Locator(".katex-html")).ToHaveCountAsync(1);
            Assert.Equal(0, await formula.Locator("[data-failed], .katex-error").CountAsync());
        }
    }

    private static async Task CheckTablesAsync(ILocator answer)
    {
        await Assertions.Expect(answer.Locator("table")).ToHaveCountAsync(4);
        Assert.Equal("打开\n关闭\n重启", await answer.Locator("td").Nth(1).InnerTextAsync());
        Assert.Equal(2, await answer.Locator("table").Nth(1).Locator("td").CountAsync());
        Assert.Equal("注意： 表后文字。", await answer.Locator("p", new() { HasText = "表后文字" }).InnerTextAsync());
        Assert.Equal("a | b", await answer.Locator("td code").TextContentAsync());
        await CheckAllAsync(answer, "sub, sup, kbd", "2", "2", "Ctrl");
        double[] widths = await answer.Locator("table").Nth(3).Locator("td").EvaluateAllAsync<double[]>("all => all.map(cell => cell.getBoundingClientRect().width)");
        Assert.Equal(8, widths.Length);
        Assert.All(widths, width => Assert.InRange(width, 70, 400));
    }

    private static async Task CheckReasoningAsync(ILocator answer)
    {
        ILocator reasoning = answer.GetByTestId("reasoning");
        await Assertions.Expect(reasoning).ToHaveCountAsync(2);
        await CheckAllAsync(answer, ":scope > .md-block p", "答案是 4。", "答案是 4。");
        await Assertions.Expect(reasoning.First.Locator("li").First).ToBeHiddenAsync();
        await Assertions.Expect(reasoning.Last.Locator("summary")).ToContainTextAsync("3");
        await reasoning.First.Locator("summary").ClickAsync();
        await Assertions.Expect(reasoning.First.Locator("li")).ToHaveTextAsync(["先算", "再答"]);
    }

    private static async Task CheckFencesAsync(ILocator answer)
    {
        await Assertions.Expect(answer.Locator(".code-block")).ToHaveCountAsync(2);
        Assert.Equal("# 项目\n\n```bash\nnpm install\n```\n\n## 用法", await answer.Locator(".code-block").First.Locator("code").TextContentAsync());
        Assert.Equal("以上。", await answer.Locator("p").InnerTextAsync());
        if (RestoredScripts.IsAvailable)
        {
            await answer.Locator("[data-diagram]").ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(answer.Locator("[data-drawn] img")).ToBeVisibleAsync();
            string picture = Uri.UnescapeDataString((await answer.Locator("[data-drawn] img").GetAttributeAsync("src"))!);
            Assert.Contains("用户(前端)", picture, StringComparison.Ordinal);
            Assert.Contains("服务器(后端)", picture, StringComparison.Ordinal);
        }
    }
}
