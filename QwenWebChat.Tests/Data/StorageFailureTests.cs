using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Data;

/// <summary>What the disk does not take, said by name.</summary>
public sealed class StorageFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_AFailure_NamesThatOfTheDisk()
    {
        (Exception Exception, DocumentReadError? Error)[] failures =
        [
            (new IOException("full", 28), DocumentReadError.DiskFull),
            (new IOException("full", unchecked((int)0x80070070)), DocumentReadError.DiskFull),
            (new IOException("quota", 122), DocumentReadError.DiskFull),
            (new DbUpdateException("", new SqliteException("full", 13)), DocumentReadError.DiskFull),
            (new IOException("read-only", 30), DocumentReadError.NoRights),
            (new UnauthorizedAccessException(), DocumentReadError.NoRights),
            (new DbUpdateException("", new SqliteException("read-only", 8)), DocumentReadError.NoRights),
            (new IOException("The connection is gone."), null),
            (new InvalidOperationException("a fault"), null),
        ];

        Assert.Equal(failures.Select(failure => failure.Error), failures.Select(failure => StorageFailure.Of(failure.Exception)));
    }

    [Fact]
    public async Task Upload_DiskFull_SaysSoAndLeavesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a device that is always full.");
        using TestLibrary library = new();

        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(
            () => library.Desk.UploadAsync(TestLibrary.Owner, "a.txt", new FullDisk(), Cancellation));

        Assert.Equal(DocumentReadError.DiskFull, refusal.Error);
        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    [Fact]
    public async Task Upload_NoRights_SaysSo()
    {
        using TestLibrary library = new();

        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(
            () => library.Desk.UploadAsync(TestLibrary.Owner, "a.txt", new Unwritable(), Cancellation));

        Assert.Equal(DocumentReadError.NoRights, refusal.Error);
        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    /// <summary>Passes on what the system itself says of what even an administrator cannot write.</summary>
    private sealed class Unwritable : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using FileStream folder = new(AppContext.BaseDirectory, FileMode.Open, FileAccess.Write);
            return ValueTask.FromResult(0);
        }
    }

    /// <summary>Passes on what the system itself says of a full device.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await full.WriteAsync(new byte[1], cancellationToken);
            return 0;
        }
    }
}
