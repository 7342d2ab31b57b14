using System.Collections.Concurrent;

namespace QwenWebChat.Tests;

/// <summary>
/// Programs beside the SDK that some tests need. A test that misses one is skipped, and the last test of a run says which
/// were missed and how they are installed.
/// </summary>
internal static class InstalledPrograms
{
    /// <summary>The environment variable that hides all of them where it is 1, to try a run on a machine that has none.</summary>
    public const string HidingVariable = "QWENWEBCHAT_TESTS_HIDE_PROGRAMS";

    /// <summary>The name under which <see cref="SkipUnless"/> knows the page's scripts, which npm restores when the app is built.</summary>
    public const string Npm = "npm";

    // By Debian's names, which Ubuntu's are too.
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["chromium"] = "chromium fonts-dejavu-core fonts-noto-cjk",
        ["soffice"] = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
        ["pandoc"] = "pandoc",
        ["prometheus"] = "prometheus",
        ["promtool"] = "prometheus",
        ["tesseract"] = "tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim",
        ["pdftoppm"] = "poppler-utils",
        [Npm] = Npm,
    };

    private static readonly ConcurrentDictionary<string, bool> Missed = new(StringComparer.Ordinal);

    public static bool AreHidden => Environment.GetEnvironmentVariable(HidingVariable) == "1";

    /// <summary>The full path of a program in the folders of PATH, or in one of the places where installers put it; else the test is skipped.</summary>
    public static string Require(string program, params string[] places)
    {
        string? path = Find(program, places);
        SkipUnless(path is not null, program);
        return path!;
    }

    /// <inheritdoc cref="Require"/>
    public static string? Find(string program, params string[] places)
    {
        string fileName = OperatingSystem.IsWindows() ? $"{program}.exe" : program;
        IEnumerable<string> folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return AreHidden ? null : folders.Select(folder => Path.Combine(folder, fileName)).Concat(places).FirstOrDefault(File.Exists);
    }

    /// <summary>Skips the test where a program is not there.</summary>
    public static void SkipUnless(bool isThere, string program)
    {
        if (!isThere || AreHidden)
        {
            Missed[program] = true;
            Assert.Skip($"{program} is not installed");
        }
    }

    /// <summary>The programs that were missed in this run and the command that installs them, in one line; null where none was.</summary>
    public static string? Describe()
    {
        string packages = string.Join(' ', Missed.Keys.Order(StringComparer.Ordinal).Select(program => Packages[program]).Distinct());
        string rebuild = Missed.ContainsKey(Npm) ? ", and build again" : "";
        return Missed.IsEmpty ? null : $"Tests were skipped for want of {string.Join(", ", Missed.Keys.Order(StringComparer.Ordinal))}. To run them: apt-get install {packages}{rebuild}.";
    }
}
