using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Data;

[Slow]
public sealed class DatabaseLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TakeAsync_Held_IsRefusedWithItsHolder()
    {
        string path = In("chat.db");
        using DatabaseLock holder = Of(path, new FakeTimeProvider(new DateTimeOffset(2025, 6, 10, 12, 0, 0, TimeSpan.Zero)));
        await holder.TakeAsync(Cancellation);

        Assert.Equal(
            $"Data:Path '{path}' is in use by process {Environment.ProcessId} (since 2025-06-10 12:00:00 +00:00). End that process, or name a file in another folder.",
            await RefusalOfAsync(path));
    }

    [Fact]
    public async Task TakeAsync_AnotherFileOfTheFolder_IsRefusedByTheFilesName()
    {
        using DatabaseLock holder = Of(In("chat.db"));
        await holder.TakeAsync(Cancellation);

        Assert.StartsWith(
            $"Data:Path '{In("other.db")}' shares its folder with '{In("chat.db")}', which is in use by process {Environment.ProcessId} (since ", await RefusalOfAsync(In("other.db")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder/chat.db")]
    [InlineData("chat.db")]
    [InlineData("first.db")]
    public async Task TakeAsync_ByALink_IsRefused(string link)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links for administrators alone.");
        Directory.CreateDirectory(In("real"));
        File.WriteAllText(In("real/chat.db"), "");
        Directory.CreateSymbolicLink(In("folder"), In("real"));
        File.CreateSymbolicLink(In("chat.db"), "real/chat.db");
        File.CreateSymbolicLink(In("first.db"), "chat.db");
        using DatabaseLock holder = Of(In("real/chat.db"));
        await holder.TakeAsync(Cancellation);

        Assert.Matches($"^{Regex.Escape($"Data:Path '{In(link)}'")}.* is in use by process {Environment.ProcessId} ", await RefusalOfAsync(In(link)));
    }

    [Fact]
    public async Task TakeAsync_ALinkElsewhere_HoldsBothFolders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links for administrators alone.");
        Directory.CreateDirectory(In("real"));
        Directory.CreateDirectory(In("links"));
        File.CreateSymbolicLink(In("links/chat.db"), "../real/chat.db");
        using DatabaseLock holder = Of(In("links/chat.db"));
        await holder.TakeAsync(Cancellation);

        Assert.Contains(" is in use by process ", await RefusalOfAsync(In("real/chat.db")), StringComparison.Ordinal);
        Assert.Contains(" is in use by process ", await RefusalOfAsync(In("links/new.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeAsync_ALinkIntoTheSameFolderByAnotherName_IsTaken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links for administrators alone.");
        Directory.CreateDirectory(In("real"));
        Directory.CreateSymbolicLink(In("folder"), In("real"));
        File.CreateSymbolicLink(In("real/link.db"), In("real/chat.db"));
        using DatabaseLock taken = Of(In("folder/link.db"));

        await taken.TakeAsync(Cancellation);

        Assert.Equal(Environment.ProcessId, LockHolder.Read(In("real/" + DatabaseLock.HolderFileName))!.ProcessId);
    }

    [Fact]
    public async Task TakeAsync_WhatAKilledProcessLeft_IsTaken()
    {
        File.WriteAllText(In(DatabaseLock.FileName), "");
        new LockHolder(1, DateTimeOffset.UnixEpoch, "elsewhere", In("chat.db")).Write(In(DatabaseLock.HolderFileName));
        using DatabaseLock taken = Of(In("chat.db"));

        await taken.TakeAsync(Cancellation);

        Assert.Equal(Environment.ProcessId, LockHolder.Read(In(DatabaseLock.HolderFileName))!.ProcessId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"processId\": ")]
    public async Task TakeAsync_HolderWithoutAName_IsRefusedToo(string? named)
    {
        using DatabaseLock holder = Of(In("chat.db"));
        await holder.TakeAsync(Cancellation);
        File.Delete(In(DatabaseLock.HolderFileName));
        if (named is not null)
        {
            File.WriteAllText(In(DatabaseLock.HolderFileName), named);
        }

        Assert.Equal($"Data:Path '{In("chat.db")}' is in use by another process. End that process, or name a file in another folder.", await RefusalOfAsync(In("chat.db")));
    }

    [Fact]
    public async Task Dispose_AChildLives_FreesIt()
    {
        DatabaseLock first = Of(In("chat.db"));
        await first.TakeAsync(Cancellation);
        using Process child = OperatingSystem.IsWindows() ? Process.Start("ping", ["-n", "600", "127.0.0.1"]) : Process.Start("sleep", ["600"]);
        try
        {
            first.Dispose();
            using DatabaseLock second = Of(In("chat.db"));

            await second.TakeAsync(Cancellation);

            Assert.False(child.HasExited);
        }
        finally
        {
            child.Kill();
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static DatabaseLock Of(string path, TimeProvider? time = null) => new(Options.Create(new DatabaseOptions { Path = path }), time ?? TimeProvider.System);

    private static async Task<string> RefusalOfAsync(string path)
    {
        using DatabaseLock second = Of(path);
        return (await Assert.ThrowsAsync<StartupException>(() => second.TakeAsync(Cancellation))).Message;
    }
}
