using Microsoft.Data.Sqlite;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Data;

/// <summary>Distinguishes disk errors, which an administrator can correct, from all other errors.</summary>
internal static class StorageFailure
{
    // Unix reports the error's own number, Windows a code of its own.
    private static readonly int[] FullCodes =
    [
        28, // ENOSPC
        122, // EDQUOT of Linux
        69, // EDQUOT of macOS
        unchecked((int)0x80070027), // ERROR_HANDLE_DISK_FULL
        unchecked((int)0x80070070), // ERROR_DISK_FULL
        unchecked((int)0x8007050F), // ERROR_DISK_QUOTA_EXCEEDED
    ];

    private static readonly int[] NoRightsCodes =
    [
        1, // EPERM
        13, // EACCES
        30, // EROFS
        unchecked((int)0x80070005), // ERROR_ACCESS_DENIED
        unchecked((int)0x80070013), // ERROR_WRITE_PROTECT
    ];

    // SQLite's primary result codes, which are the lowest byte.
    private const int SqlitePermission = 3;
    private const int SqliteReadOnly = 8;
    private const int SqliteFull = 13;

    /// <summary>Returns <see cref="DocumentReadError.DiskFull"/> or <see cref="DocumentReadError.NoRights"/> if that is the cause; otherwise null.</summary>
    public static DocumentReadError? Of(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (OfOne(cause) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static DocumentReadError? OfOne(Exception exception) => exception switch
    {
        UnauthorizedAccessException => DocumentReadError.NoRights,
        SqliteException { SqliteErrorCode: SqliteFull } => DocumentReadError.DiskFull,
        SqliteException { SqliteErrorCode: SqlitePermission or SqliteReadOnly } => DocumentReadError.NoRights,
        IOException io when FullCodes.Contains(io.HResult) => DocumentReadError.DiskFull,
        IOException io when NoRightsCodes.Contains(io.HResult) => DocumentReadError.NoRights,
        _ => null,
    };
}
