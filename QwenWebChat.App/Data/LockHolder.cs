using System.Text.Json;

namespace QwenWebChat.App.Data;

/// <summary>The process that holds a <see cref="DatabaseLock"/>. It is written to a file beside the lock, which can be read while the lock is held.</summary>
/// <param name="Database">The full path of its database, with a link to the file resolved.</param>
internal sealed record LockHolder(int ProcessId, DateTimeOffset Since, string Machine, string Database)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the holder from a file; null if the file contains none.</summary>
    public static LockHolder? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LockHolder>(File.ReadAllText(path), Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        using FileStream file = PrivateFolder.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        JsonSerializer.Serialize(file, this, Json);
    }

    /// <summary>Returns one line that tells a second process why it cannot use the database.</summary>
    public string Refuse(string path)
    {
        string subject = Path.GetFileName(path) == Path.GetFileName(Database) ? $"'{path}'" : $"'{path}' shares its folder with '{Database}', which";
        string process = Machine == Environment.MachineName ? $"{ProcessId}" : $"{ProcessId} of {Machine}";
        return FormattableString.Invariant($"Data:Path {subject} is in use by process {process} (since {Since:yyyy-MM-dd HH:mm:ss zzz}). End that process, or name a file in another folder.");
    }
}
