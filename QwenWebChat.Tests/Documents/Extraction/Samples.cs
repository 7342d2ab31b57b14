using System.Text;
using QwenWebChat.Tests.Documents.Extraction.Epub;
using QwenWebChat.Tests.Documents.Extraction.OpenDocument;
using QwenWebChat.Tests.Documents.Extraction.Pdf;
using QwenWebChat.Tests.Documents.Extraction.Rtf;
using QwenWebChat.Tests.Documents.Extraction.Sheets;
using QwenWebChat.Tests.Documents.Extraction.Slides;
using QwenWebChat.Tests.Documents.Extraction.Word;

namespace QwenWebChat.Tests.Documents.Extraction;

/// <summary>A good file of each format.</summary>
internal static class Samples
{
    private const string Html = "<!doctype html><html><body><h1>Title</h1><p>Text &amp; more.</p><ul><li>one<li>two</ul><table><tr><td>a<td>b</table></body></html>";

    private const string Mail = "From: =?utf-8?B?546L?= <wang@example.org>\nSubject: News\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        + "--x\nContent-Type: text/plain; charset=utf-8\n\nFirst paragraph.\n\n第二段。\n--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        + "<p>A=20page.</p>\n--x\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n--x--\n";

    public static byte[] Create(string fileName) => Path.GetExtension(fileName) switch
    {
        ".pdf" => SamplePdf.CreateFull(),
        ".docx" => SampleDocx.CreateFull(),
        ".xlsx" => SampleXlsx.CreateFull(),
        ".pptx" => SamplePptx.CreateFull(),
        ".epub" => SampleEpub.CreateFull(),
        ".odt" => SampleOdf.CreateFull(),
        ".html" => Encoding.UTF8.GetBytes(Html),
        ".rtf" => SampleRtf.CreateFull(),
        ".eml" => Encoding.UTF8.GetBytes(Mail),
        ".md" => "# Title\n\nText.\n\n- one\n- two\n\n```\ncode\n```\n\n中文段落。\n"u8.ToArray(),
        ".csv" => "name,note\n\"Li, Wei\",\"two\nlines\"\n王伟,北京\n"u8.ToArray(),
        ".json" => "{\n  \"name\": \"王伟\"\n}\n"u8.ToArray(),
        _ => "First paragraph.\n\nSecond paragraph, 第二段。\f\nNext page.\n"u8.ToArray(),
    };
}
