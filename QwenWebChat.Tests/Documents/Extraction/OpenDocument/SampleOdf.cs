using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using QwenWebChat.Tests.Documents.Extraction.Epub;

namespace QwenWebChat.Tests.Documents.Extraction.OpenDocument;

/// <summary>OpenDocument files by their XML.</summary>
internal static class SampleOdf
{
    private const string Namespaces = """
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
        xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop-xmlns:field:1.0"
        """;

    private const string Styles = """
        <office:styles>
          <style:style style:name="Base" style:family="paragraph"/>
          <style:style style:name="Break" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
          <style:style style:name="After" style:family="paragraph"><style:paragraph-properties fo:break-after="page"/></style:style>
          <style:style style:name="Loop" style:family="paragraph" style:parent-style-name="Loop"/>
          <text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix=")"/></text:list-style>
          <text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
        </office:styles>
        """;

    private const string OwnStyles = """
        <office:automatic-styles>
          <style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/></style:style>
          <style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
          <style:style style:name="Down" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>
          <style:style style:name="Child" style:family="paragraph" style:parent-style-name="Break"/>
          <style:style style:name="HiddenSheet" style:family="table"><style:table-properties table:display="false"/></style:style>
          <style:style style:name="HiddenSlide" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>
        </office:automatic-styles>
        """;

    private const string Full = """
        <text:h text:outline-level="1">Introduction</text:h><text:p>First paragraph with 中文 in it<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>What the note says.</text:p></text:note-body></text:note>.</text:p>
        <text:list text:style-name="Numbers"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deeper</text:p></text:list-item></text:list></text:list-item></text:list>
        <text:p text:style-name="Break">Page two.</text:p>
        <table:table><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Age</text:p></table:table-cell></table:table-row></table:table>
        """;

    /// <summary>A text document of one file, with this content.</summary>
    public static string Text(string content) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {Namespaces} office:mimetype="application/vnd.oasis.opendocument.text">{Styles}{OwnStyles}<office:body><office:text>{content}</office:text></office:body></office:document>
        """;

    /// <summary>A spreadsheet of one file, with these tables.</summary>
    public static string Sheets(string tables) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {Namespaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">{Styles}{OwnStyles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>
        """;

    /// <summary>A presentation of one file, with these slides.</summary>
    public static string Slides(string pages) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document {Namespaces} office:mimetype="application/vnd.oasis.opendocument.presentation">{Styles}{OwnStyles}<office:body><office:presentation>{pages}</office:presentation></office:body></office:document>
        """;

    /// <summary>A packed text document: headings, lists, a table, a note, a header.</summary>
    public static byte[] CreateFull() => Create(Full);

    /// <summary>A packed text document with this content.</summary>
    /// <param name="manifest">What the list of files says about the content.</param>
    public static byte[] Create(string content, string manifest = "") => SampleEpub.Zip(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", $"<office:document-content {Namespaces}>{OwnStyles}<office:body><office:text>{content}</office:text></office:body></office:document-content>"),
        ("styles.xml", $"""
            <office:document-styles {Namespaces}>{Styles}<office:master-styles><style:master-page style:name="A"><style:header><text:p>The harbour office</text:p></style:header><style:footer><text:p>- 1 -</text:p></style:footer></style:master-page>
            <style:master-page style:name="B"><style:header><text:p>The harbour office</text:p></style:header></style:master-page></office:master-styles></office:document-styles>
            """),
        ("meta.xml", $"<office:document-meta {Namespaces}><office:meta><dc:title>The report</dc:title></office:meta></office:document-meta>"),
        ("META-INF/manifest.xml", $"""
            <!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">
            <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}</manifest:file-entry></manifest:manifest>
            """));

    /// <summary>A packed text document whose content is locked as LibreOffice locks it, with AES-256.</summary>
    public static byte[] CreateLocked(string password)
    {
        byte[] content = Encoding.UTF8.GetBytes($"<office:document-content {Namespaces}><office:body><office:text><text:p>Under lock and key.</text:p></office:text></office:body></office:document-content>");
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        byte[] plain = packed.ToArray();
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] vector = RandomNumberGenerator.GetBytes(16);
        using Aes aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2(SHA256.HashData(Encoding.UTF8.GetBytes(password)), salt, 1_000, HashAlgorithmName.SHA1, 32);
        byte[] encrypted = aes.EncryptCbc(plain, vector);
        string checksum = Convert.ToBase64String(SHA256.HashData(plain.AsSpan(0, Math.Min(plain.Length, 1_024))));
        string manifest = $"""
            <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" manifest:checksum="{checksum}">
            <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="{Convert.ToBase64String(vector)}"/>
            <manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" manifest:iteration-count="1000" manifest:salt="{Convert.ToBase64String(salt)}"/>
            <manifest:start-key-generation manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" manifest:key-size="32"/></manifest:encryption-data></manifest:file-entry></manifest:manifest>
            """;
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "content.xml", encrypted);
            Write(archive, "META-INF/manifest.xml", Encoding.UTF8.GetBytes(manifest));
        }

        return file.ToArray();
    }

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
