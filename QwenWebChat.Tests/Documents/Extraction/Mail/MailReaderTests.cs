using System.Text;
using MimeKit;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Mail;

public sealed class MailReaderTests
{
    private const string Sender = "From: Li Wei <li@example.org>\r\nTo: Ada <ada@example.org>\r\nSubject: Harbour\r\nMIME-Version: 1.0\r\n";

    static MailReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public async Task Read_Message_SaysWhoWroteWhatAndNamesWhatIsAttached()
    {
        BodyBuilder body = new() { TextBody = "First paragraph,\nstill it.\n\nSecond." };
        body.Attachments.Add("report.pdf", "%PDF-"u8.ToArray());
        body.Attachments.Add("notes.txt", "not read"u8.ToArray());

        DocumentText document = await Read(Message(body), "a.eml");

        Assert.Equal(FileFormat.Mail, document.Format);
        Assert.Equal("Beschluß", document.Title);
        Assert.Equal(
            [
                "Paragraph From: Müller <m@example.org>\nTo: ada@example.org, bob@example.org\nCc: cc@example.org\nDate: Mon, 02 Mar 2026 09:30:00 +0100\nSubject: Beschluß",
                "Paragraph First paragraph,\nstill it.", "Paragraph Second.", "Paragraph Attachments: report.pdf, notes.txt",
            ],
            document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.AttachedFilesLeftOut, null, "report.pdf, notes.txt", 2)], document.Problems);
    }

    [Fact]
    public async Task Read_PlainFormOfAPage_IsTakenUnlessItIsAStub()
    {
        const string Page = "<h1>Title</h1><p>The committee met in the spring and heard the report.</p>";

        DocumentText whole = await Read(Message(new BodyBuilder { TextBody = "Title\n\nThe committee met in the spring and heard the report.", HtmlBody = Page }), "a.eml");
        DocumentText stub = await Read(Message(new BodyBuilder { TextBody = "See the page.", HtmlBody = Page }), "a.eml");
        DocumentText none = await Read(Message(new BodyBuilder { HtmlBody = Page }), "a.eml");

        Assert.Equal(["Paragraph Title", "Paragraph The committee met in the spring and heard the report."], whole.Lines()[1..]);
        Assert.Equal(["Heading1 Title", "Paragraph The committee met in the spring and heard the report."], stub.Lines()[1..]);
        Assert.Equal(stub.Lines(), none.Lines());
    }

    [Fact]
    public async Task Read_ForwardedMessage_IsReadInItsPlace()
    {
        MimeMessage outer = Message(new BodyBuilder());
        outer.Body = new Multipart("mixed") { new TextPart("plain") { Text = "See below." }, new MessagePart { Message = Message(new BodyBuilder { TextBody = "What was said." }) } };

        DocumentText document = await Read(outer, "a.eml");

        Assert.Equal(4, document.Parts.Count);
        Assert.Equal("Paragraph See below.", document.Lines()[1]);
        Assert.Equal(document.Lines()[0], document.Lines()[2]);
        Assert.Equal("Paragraph What was said.", document.Lines()[3]);
    }

    [Fact]
    public async Task Read_MessagesInMessages_EndAtADepth()
    {
        StringBuilder mail = new(Sender);
        for (int depth = 0; depth < 20_000; depth++)
        {
            mail.Append("Content-Type: message/rfc822\r\n\r\nSubject: ").Append(depth).Append("\r\n");
        }

        DocumentText document = await Reading.Text(mail + "\r\nend", "a.eml");

        Assert.StartsWith("From: Li Wei", document.Text, StringComparison.Ordinal);
        Assert.Contains(document.Problems, problem => problem.Kind == ReadingProblemKind.AttachedFilesLeftOut);
    }

    [Fact]
    public async Task Read_OldEncoding_IsTheDeclaredOneAlsoForHeaders()
    {
        const string Mail = "From: a@example.org\r\nSubject: Отчёт\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nКомитет собрался весной.\r\n";

        DocumentText document = await Reading.Bytes(Encoding.GetEncoding("koi8-r").GetBytes(Mail), "a.eml");

        Assert.Equal(["Paragraph From: a@example.org\nSubject: Отчёт", "Paragraph Комитет собрался весной."], document.Lines());
        Assert.Equal("Отчёт", document.Title);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_FormFeeds_BeginNoPage()
    {
        DocumentText document = await Reading.Text("From: a@b\r\nSubject: x\fy\r\nMIME-Version: 1.0\r\n\r\na\fb\r\n", "a.eml");

        Assert.Equal(["Paragraph From: a@b\nSubject: xy", "Paragraph ab"], document.Lines());
        Assert.Empty(document.Pages);
    }

    [Fact]
    public async Task Read_FlowedText_HasItsParagraphsBack()
    {
        DocumentText document = await Reading.Text(Sender + "Content-Type: text/plain; format=flowed\r\n\r\nOne line \r\nthat goes on.\r\nAnother.\r\n", "a.eml");

        Assert.Equal("Paragraph One line that goes on.\nAnother.", document.Lines()[1]);
    }

    [Fact]
    public async Task Read_Utf16_IsReadAllTheSame()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Sender + "\r\nGrüße.\r\n")];

        Assert.Equal("Paragraph Grüße.", (await Reading.Bytes(bytes, "a.eml")).Lines()[1]);
    }

    [Fact]
    public async Task Read_Encrypted_IsRefused() =>
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(Encoding.ASCII.GetBytes(Sender + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nAAAA\r\n"), "a.eml")).Error);

    [Theory]
    [InlineData("a.txt", Sender + "\r\nText.", FileFormat.Mail)]
    [InlineData("a", "Received: from x\r\n by y\r\nFrom: a@b\r\n\r\nText.", FileFormat.Mail)]
    [InlineData("memo.txt", "From: the office\nTo: all\nSubject: lunch\n\nText.", FileFormat.Text)]
    [InlineData("a.eml", "From: a@b\n\nText.", FileFormat.Mail)]
    [InlineData("a.txt", "From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Text.\r\n--x--", FileFormat.Mhtml)]
    public async Task Read_Header_TellsAMessage(string fileName, string content, FileFormat format) => Assert.Equal(format, (await Reading.Text(content, fileName)).Format);

    [Fact]
    public async Task Read_SavedPage_IsItsRoot()
    {
        const string Mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x; start=\"<root>\"\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nxx\r\n"
            + "--x\r\nContent-ID: <root>\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<title>Page</title><h1>Gr=C3=BC=C3=9Fe</h1><img src=3D\"cid:y\"><p>Text=\r\n more.</p>\r\n--x--\r\n";

        DocumentText document = await Reading.Text(Mhtml, "page.mht");

        Assert.Equal(FileFormat.Mhtml, document.Format);
        Assert.Equal("Page", document.Title);
        Assert.Equal(["Heading1 Grüße", "Paragraph Text more."], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, Count: 1)], document.Problems);
    }

    [Fact]
    public async Task Read_SharedMail_IsItsPlainText()
    {
        byte[] bytes = await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "mail.eml"), TestContext.Current.CancellationToken);

        DocumentText document = await Reading.Bytes(bytes, "mail.eml");

        Assert.Equal(
            [
                "Paragraph From: a@example.org\nTo: b@example.org\nSubject: Beschluß zum Hafen",
                "Paragraph Der Ausschuß hat am 12. März beschlossen, den zweiten Kai erst im nächsten Jahr zu öffnen.",
            ],
            document.Lines());
        Assert.Empty(document.Problems);
    }

    private static MimeMessage Message(BodyBuilder body)
    {
        MimeMessage message = new() { Subject = "Beschluß", Date = new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(1)), Body = body.ToMessageBody() };
        message.From.Add(new MailboxAddress("Müller", "m@example.org"));
        message.To.Add(new MailboxAddress("", "ada@example.org"));
        message.To.Add(new MailboxAddress("", "bob@example.org"));
        message.Cc.Add(new MailboxAddress("", "cc@example.org"));
        return message;
    }

    private static async Task<DocumentText> Read(MimeMessage message, string fileName)
    {
        using MemoryStream stream = new();
        await message.WriteToAsync(stream, TestContext.Current.CancellationToken);
        return await Reading.Bytes(stream.ToArray(), fileName);
    }
}
