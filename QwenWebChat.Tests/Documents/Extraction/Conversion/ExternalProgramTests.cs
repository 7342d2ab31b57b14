using System.Diagnostics;
using System.Globalization;
using QwenWebChat.Documents.Extraction.Conversion;

namespace QwenWebChat.Tests.Documents.Extraction.Conversion;

public sealed class ExternalProgramTests
{
    [Fact]
    public void Find_ProgramThatIsNotThere_IsNull() => Assert.Null(ExternalProgram.Find("no-program-has-this-name"));

    [Fact]
    public void Run_GivesOutputErrorsAndCode()
    {
        using WorkFolder folder = new();

        ProgramResult result = Shell().Run(["-c", "cat; echo said; echo wrong >&2; exit 3"], folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(new ProgramResult(3, "said\n", "wrong\n"), result);
    }

    [Fact]
    public void Run_PassesNoSecretsOn()
    {
        using WorkFolder folder = new();
        Environment.SetEnvironmentVariable("SOME_SECRET_OF_THE_APP", "secret");

        ProgramResult result = Shell().Run(["-c", "env"], folder.Path, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("secret", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"HOME={folder.Path}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_EndsTheProgramAndItsChildren()
    {
        ExternalProgram shell = Shell();
        using WorkFolder folder = new();
        using CancellationTokenSource cancellation = new();
        string written = folder.At("child");
        Task run = Task.Run(() => shell.Run(["-c", "sleep 600 & echo $! > part; mv part child; wait"], folder.Path, cancellation.Token), TestContext.Current.CancellationToken);
        while (!File.Exists(written))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        int child = int.Parse(await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        while (IsRunning(child))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void WorkFolder_IsGoneAfterwards()
    {
        string path;
        using (WorkFolder folder = new())
        {
            path = folder.Path;
            File.WriteAllText(folder.At("a"), "x");
            Assert.True(Directory.Exists(path));
        }

        Assert.False(Directory.Exists(path));
    }

    private static ExternalProgram Shell()
    {
        ExternalProgram? shell = OperatingSystem.IsWindows() ? null : ExternalProgram.Find("sh", "/bin/sh");
        Assert.SkipWhen(shell is null, "sh is not here");
        return shell;
    }

    // A child that nobody has waited for yet is a zombie, which runs no more.
    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            string state = OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{id}/stat") : "";
            return !process.HasExited && !state.Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            return false;
        }
    }
}
