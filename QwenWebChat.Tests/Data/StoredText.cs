using System.Text;

namespace QwenWebChat.Tests.Data;

/// <summary>Looks for a text in the files of a folder, such as a database with its log and what is beside it.</summary>
internal static class StoredText
{
    /// <summary>Returns the files that contain the text, as UTF-8 or as UTF-16.</summary>
    public static IReadOnlyList<string> FilesWith(string folder, string text) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        // Nothing else opens the file by which the app holds its folder.
        .Where(path => Path.GetFileName(path) != "qwenwebchat.lock")
        .Where(path => Contains(Read(path), Encoding.UTF8.GetBytes(text)) || Contains(Read(path), Encoding.Unicode.GetBytes(text)))];

    private static bool Contains(byte[] content, byte[] text) => content.AsSpan().IndexOf(text) >= 0;

    private static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
