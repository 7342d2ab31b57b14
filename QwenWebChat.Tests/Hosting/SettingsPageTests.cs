using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.Tests.Hosting;

public sealed class SettingsPageTests
{
    private const string WritingVariable = "QWENWEBCHAT_WRITE_SETTINGS";

    private static readonly string PagePath = Path.Combine(BuiltApp.Repository, "docs", "settings.md");

    [Fact]
    public async Task Page_OfTheRepository_EqualsTheOptionsClasses()
    {
        using WebAppFactory factory = new();
        string expected = SettingsPage.Write(factory.Services.GetServices<SettingsSection>());
        if (Environment.GetEnvironmentVariable(WritingVariable) == "1")
        {
            await File.WriteAllTextAsync(PagePath, expected, TestContext.Current.CancellationToken);
        }

        string page = File.Exists(PagePath) ? await File.ReadAllTextAsync(PagePath, TestContext.Current.CancellationToken) : "";

        Assert.True(
            expected == page.ReplaceLineEndings("\n"),
            $"docs/settings.md differs from the options classes. To rewrite it, run: {WritingVariable}=1 dotnet test --project QwenWebChat.Tests --filter-class {typeof(SettingsPageTests).FullName}");
    }

    [Fact]
    public void Write_OptionsClass_TellsKeyDefaultAllowedValuesAndDescription()
    {
        string page = SettingsPage.Write([new SettingsSection("Hosting", typeof(HostingOptions))]);

        Assert.Contains("\n## Hosting\nSection `Hosting`: the limits of the web server.\n", page, StringComparison.Ordinal);
        Assert.Contains("\n| `Hosting:MaxCircuits` | `1000` | 1 to 100000 | Maximum number of pages that are open at the same time (", page, StringComparison.Ordinal);
    }
}
