using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Data;

/// <summary>An empty database with every migration, made once in a run. Tests of anything but the making begin with a copy.</summary>
internal static class PreparedDatabase
{
    private static readonly Lazy<byte[]> Content = new(Make);

    /// <summary>Writes a copy as the app makes the file: readable for this account only, in a folder that is made too.</summary>
    public static void CopyTo(string path)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        using FileStream file = PrivateFolder.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(Content.Value);
    }

    private static byte[] Make()
    {
        using TestDatabase database = new(isPrepared: false);
        database.File.Prepare();
        // The end of the last connection merges the log into the file.
        database.File.Release();
        return File.ReadAllBytes(database.Path);
    }
}
