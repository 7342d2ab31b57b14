using System.Buffers.Binary;
using System.Diagnostics;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Accounts;

/// <summary>The commands that make administrators and set passwords, as a person or a script types them.</summary>
[Slow]
public sealed class AdminCommandTests : IDisposable
{
    private const string Password = "nine geese walk to Lyon";

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Create_FirstAndSecond_AreAdministratorsAndTheFirstHasWhatWasThere()
    {
        Assert.Equal((0, "Created ada.", ""), await RunAsync(Password, "create", "ada"));
        Assert.Equal((0, "Created bob.", ""), await RunAsync(Password, "create", "bob"));

        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal("ada", context.Accounts.Single(account => account.Id == Account.LocalId).Name);
        Assert.Equal(["ada", "bob"], context.Accounts.Where(account => account.Role == AccountRole.Administrator && account.PasswordHash != null).Select(account => account.Name).Order());
    }

    [Fact]
    public async Task ResetPassword_ChangesIt_AndTheHashTakesItsTime()
    {
        await RunAsync(Password, "create", "ada");
        string before = HashOf("ada");

        Assert.Equal((0, "Changed the password of ADA.", ""), await RunProcessAsync("seven boats leave before noon", "reset-password", "ADA"));

        Assert.NotEqual(before, HashOf("ada"));
        // Identity's third format has the iterations behind a marker and the kind of the function.
        Assert.Equal(210_000, BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(HashOf("ada")).AsSpan(5)));
    }

    [Theory]
    [InlineData("short", "The password must have at least 12 characters.", "create", "ada")]
    [InlineData("", "The password must have at least 12 characters.", "create", "ada")]
    [InlineData(Password, "The name must have 1 to 64 characters, at least one of them a letter or digit.", "create", " ")]
    [InlineData(Password, "There is no such account any more.", "reset-password", "nobody")]
    public async Task Run_BadInput_EndsWithCode2AndOneLine(string password, string message, params string[] arguments)
    {
        Assert.Equal((2, "", message), await RunAsync(password, arguments));
    }

    [Fact]
    public async Task Run_WhileTheAppRuns_NamesTheHolder()
    {
        using DatabaseLock held = new(Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Path = _database.Path }), TimeProvider.System);
        await held.TakeAsync(TestContext.Current.CancellationToken);

        (int code, string output, string error) = await RunAsync(Password, "create", "ada");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"process {Environment.ProcessId}", error, StringComparison.Ordinal);
    }

    private string HashOf(string name)
    {
        using ChatDbContext context = _database.CreateForAll();
        return context.Accounts.Single(account => account.Name == name).PasswordHash!;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string password, params string[] arguments)
    {
        _database.File.Release();
        TerminalRun run = await TerminalRun.WithInputAsync(password, ["admin", .. arguments, "--database", _database.Path]);
        return (run.ExitCode, run.Output.TrimEnd(), run.Error.TrimEnd());
    }

    private async Task<(int ExitCode, string Output, string Error)> RunProcessAsync(string password, params string[] arguments)
    {
        _database.File.Release();
        ProcessStartInfo start = new("dotnet", [BuiltApp.Path, "admin", .. arguments, "--database", _database.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = BuiltApp.Repository,
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }
}
