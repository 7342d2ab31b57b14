using System.Text.RegularExpressions;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Torch;

namespace QwenWebChat.Tests;

/// <summary>Holds that README and the pages of <c>docs/</c> are short, and name files and types that exist.</summary>
public sealed partial class DocumentationTests
{
    private const int MaxReadmeWords = 900;
    private const int MaxGuideWords = 1200;

    public static TheoryData<string> Pages =>
    [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md",
        .. Directory.GetFiles(Path.Combine(BuiltApp.Repository, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}"),
    ];

    [Fact]
    public void Readme_LeadsWithTheTwoCommandsAndAPicture()
    {
        string readme = Read("README.md");

        int run = readme.IndexOf("\ndotnet run --project QwenWebChat.App\n", StringComparison.Ordinal);
        int test = readme.IndexOf("\ndotnet test\n", StringComparison.Ordinal);
        int picture = readme.IndexOf("![", StringComparison.Ordinal);
        int section = readme.IndexOf("\n## ", StringComparison.Ordinal);
        Assert.InRange(run, 0, test);
        Assert.InRange(test, 0, picture);
        Assert.InRange(picture, 0, section);
    }

    [Theory]
    [InlineData("README.md", MaxReadmeWords)]
    [InlineData("docs/guide.md", MaxGuideWords)]
    public void Page_ThatIsReadFirst_IsShort(string page, int maxWords) => Assert.InRange(Word().Count(Read(page)), 1, maxWords - 1);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_WithinTheRepository_LeadToFilesAndHeadings(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(BuiltApp.Repository, page))!;
        string[] broken = [.. Link().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && !Exists(folder, target))];

        Assert.Empty(broken);
    }

    [Fact]
    public void Guide_Glossary_NamesTypesThatExist()
    {
        HashSet<string> types =
            [.. new[] { typeof(InferenceEngine), typeof(TorchBackend), typeof(DocumentText), typeof(SettingsSection) }.SelectMany(type => type.Assembly.GetTypes()).Select(type => type.Name)];
        string glossary = Read("docs/guide.md").Split("\n## Glossary\n")[1].Split("\n## ")[0];
        string[] names = [.. GlossaryRow().Matches(glossary).SelectMany(row => TypeName().Matches(row.Groups[1].Value)).Select(match => match.Groups[1].Value)];

        Assert.True(names.Length > 10);
        Assert.DoesNotContain(names, name => !types.Contains(name));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(BuiltApp.Repository, page)).ReplaceLineEndings("\n");

    private static bool Exists(string folder, string target)
    {
        string[] parts = target.Split('#');
        string path = Path.Combine(folder, parts[0]);
        return parts is [_, { } anchor] ? File.Exists(path) && File.ReadLines(path).Any(line => AnchorOf(line) == anchor) : Path.Exists(path);
    }

    // GitHub's rule, as far as these pages need it.
    private static string? AnchorOf(string line) =>
        line.StartsWith('#') ? NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-') : null;

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| (`.+?) \|", RegexOptions.Multiline)]
    private static partial Regex GlossaryRow();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"[^\w\s-]")]
    private static partial Regex NotInAnchor();
}
