using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Office;

namespace QwenWebChat.Tests.Documents.Extraction.Word;

/// <summary>Word documents written as plain XML.</summary>
internal static class RawDocx
{
    private const string Main = "word/document.xml";

    /// <summary>Reads a document with this body and these parts, each with the id and type of its relationship.</summary>
    public static Task<DocumentText> Read(string body, params (string Id, string Type, string Name, string Content)[] parts) =>
        Reading.Bytes(RawPackage.Create(Main, $"<w:document><w:body>{body}</w:body></w:document>", [.. parts.Select(part => (Main, part.Id, part.Type, part.Name, part.Content))]), "a.docx");

    public static string Run(string text, string properties = "") => $"""<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>""";

    public static string Paragraph(params string[] runs) => $"<w:p>{string.Concat(runs)}</w:p>";
}
