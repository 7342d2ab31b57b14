using System.IO.Compression;
using System.Text;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Packed files that a real program wrote, with something in them changed.</summary>
internal static class Repacked
{
    public static byte[] With(byte[] good, string part, Func<string, string> change) => Changed(good, archive =>
    {
        ZipArchiveEntry entry = archive.GetEntry(part)!;
        string text;
        using (StreamReader reader = new(entry.Open()))
        {
            text = reader.ReadToEnd();
        }

        string changed = change(text);
        Assert.NotEqual(text, changed);
        entry.Delete();
        Write(archive, part, Encoding.UTF8.GetBytes(changed));
    });

    public static byte[] Adding(byte[] good, string part, byte[] content) => Changed(good, archive => Write(archive, part, content));

    private static byte[] Changed(byte[] good, Action<ZipArchive> change)
    {
        using MemoryStream stream = new();
        stream.Write(good);
        using (ZipArchive archive = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            change(archive);
        }

        return stream.ToArray();
    }

    private static void Write(ZipArchive archive, string part, byte[] content)
    {
        using Stream stream = archive.CreateEntry(part, CompressionLevel.Optimal).Open();
        stream.Write(content);
    }
}
