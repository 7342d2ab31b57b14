using System.IO.Compression;
using System.Text;

namespace QwenWebChat.Tests.Documents.Extraction.Epub;

/// <summary>EPUB books, and other archives of text files.</summary>
internal static class SampleEpub
{
    private const string Container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>""";

    private const string Chapter = """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head><body><a id="x"/><h1>Heading {0}</h1><p>Text&nbsp;of {0}.</p></body></html>
        """;

    private const string Contents = """
        <!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
        <ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>The first chapter</text></navLabel><content src="text/one.xhtml#top"/>
        <navPoint><navLabel><text>A section</text></navLabel><content src="text/one.xhtml#section"/></navPoint></navPoint></navMap></ncx>
        """;

    public static byte[] CreateFull() => Zip(
        ("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("OEBPS/book.opf", Manifest("one", "two", "lost")), ("OEBPS/toc.ncx", Contents),
        ("OEBPS/text/two.xhtml", Chapter.Replace("{0}", "two", StringComparison.Ordinal)), ("OEBPS/text/one.xhtml", Chapter.Replace("{0}", "one", StringComparison.Ordinal)));

    public static byte[] CreateLocked() => Zip(
        ("META-INF/container.xml", Container), ("OEBPS/book.opf", Manifest("one")), ("OEBPS/text/one.xhtml", "x"),
        ("META-INF/encryption.xml", """<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>"""));

    public static byte[] Zip(params (string Name, string Content)[] files)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in files)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    private static string Manifest(params string[] chapters) => $"""
        <package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The book</dc:title></metadata>
        <manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>{string.Concat(chapters.Select(name => $"""<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>"""))}</manifest>
        <spine toc="ncx">{string.Concat(chapters.Select(name => $"""<itemref idref="{name}"/>"""))}</spine></package>
        """;
}
