using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Plain;

/// <summary>Sentences of daily life in each encoding, as long files and as single lines.</summary>
public sealed class EncodingDetectorTests
{
    private const string Simplified = "今天下午的会议改到三点，请大家提前准备好上个季度的销售数据。如果有问题，可以直接给我打电话或者发邮件。";
    private const string Traditional = "今天下午的會議改到三點，請大家提前準備好上一季的銷售資料。如果有問題，可以直接打電話給我或者寄電子郵件。";
    private const string Japanese = "今日の午後の会議は三時に変更になりました。先月の売上データを準備しておいてください。質問があればメールで連絡してください。";
    private const string German = "Für die Prüfung müssen Sie alle Übungen bis Freitag abgeben. Die Größe der Räume läßt leider keine Gäste zu.";
    private const string French = "L'été dernier, nous avons visité plusieurs châteaux près de la forêt. Où étiez-vous à Noël ? Ça dépend où.";

    static EncodingDetectorTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(Simplified, "gb18030")]
    [InlineData(Traditional, "big5")]
    [InlineData(Japanese, "shift_jis")]
    [InlineData(German, "windows-1252")]
    [InlineData(French, "windows-1252")]
    [InlineData("第一章 绪论", "gb18030")]
    [InlineData("采购合同编号：2024-018，甲方盖章。", "gb18030")]
    [InlineData("這份報告的第一頁", "big5")]
    [InlineData("請問圖書館怎麼走？", "big5")]
    [InlineData("ありがとうございます", "shift_jis")]
    [InlineData("東京都港区の電話番号は次のとおりです。", "shift_jis")]
    [InlineData("カタカナのメニュー：コーヒー、ケーキ", "shift_jis")]
    [InlineData("Müller", "windows-1252")]
    [InlineData("Grüße aus Köln", "windows-1252")]
    [InlineData("déjà vu", "windows-1252")]
    [InlineData("Hié", "windows-1252")]
    [InlineData("naïve", "windows-1252")]
    [InlineData("Kraków, ulica Długa", "windows-1250")]
    [InlineData("Привет", "windows-1251")]
    [InlineData("“Quoted” – with a dash… and 20 €", "windows-1252")]
    [InlineData("El niño comió piñas. ¿Qué más? ¡Adiós!", "windows-1252")]
    [InlineData("Name;Größe;Preis\nStraße 5;1,80 m;20 €\n", "windows-1252")]
    public async Task Read_OldEncoding_IsRecognised(string sentence, string encoding)
    {
        DocumentText document = await Reading.Bytes(Encoding.GetEncoding(encoding).GetBytes(sentence), "note.txt");

        Assert.Equal(sentence.ReplaceLineEndings("\n").TrimEnd(), document.Text.TrimEnd());
        Assert.Equal(encoding, document.Encoding, ignoreCase: true);
        Assert.Contains(document.Problems, problem => problem.Kind == ReadingProblemKind.EncodingGuessed);
    }

    [Theory]
    [InlineData(Simplified, "gb18030")]
    [InlineData(Traditional, "big5")]
    [InlineData(Japanese, "shift_jis")]
    [InlineData(German, "windows-1252")]
    public async Task Read_EveryPieceOfASentence_IsRecognised(string sentence, string encoding)
    {
        // Eight characters of prose are enough nearly always; a shorter piece may truly be ambiguous.
        const int PieceLength = 8;
        int wrong = 0;
        for (int start = 0; start + PieceLength <= sentence.Length; start++)
        {
            string piece = sentence.Substring(start, PieceLength).Trim();
            DocumentText document = await Reading.Bytes(Encoding.GetEncoding(encoding).GetBytes(piece), "note.txt");
            wrong += document.Text == piece ? 0 : 1;
        }

        Assert.InRange(wrong, 0, sentence.Length / 20);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Read_ByteOrderMark_SettlesIt(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);

        DocumentText document = await Reading.Bytes([.. encoding.GetPreamble(), .. encoding.GetBytes(Simplified)], "note.txt");

        Assert.Equal(Simplified, document.Text);
        Assert.Empty(document.Problems);
    }

    [Theory]
    [InlineData("utf-16", "Plain English\nin two lines.")]
    [InlineData("utf-16BE", "Plain English\nin two lines.")]
    [InlineData("utf-16", "第一章\n今天下午的会议改到三点，2024 年。\n")]
    public async Task Read_Utf16WithoutMark_IsSeenByItsZeros(string name, string text)
    {
        DocumentText document = await Reading.Bytes(Encoding.GetEncoding(name).GetBytes(text), "note.txt");

        Assert.Equal(text.TrimEnd(), document.Text.TrimEnd());
    }

    [Fact]
    public async Task Read_Utf8CutWithinACharacter_StaysUtf8()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Simplified);

        DocumentText document = await Reading.Bytes(bytes[..^1], "note.txt");

        Assert.Equal("utf-8", document.Encoding);
        Assert.StartsWith(Simplified[..^1], document.Text, StringComparison.Ordinal);
        Assert.Contains(document.Problems, problem => problem is { Kind: ReadingProblemKind.CharactersUnreadable, Count: 1 });
    }

    [Fact]
    public async Task Read_NonAsciiOnlyLate_IsStillRecognised()
    {
        string text = string.Concat(Enumerable.Repeat("only plain letters here\n", 20_000)) + Simplified;

        DocumentText document = await Reading.Bytes(Encoding.GetEncoding("gb18030").GetBytes(text), "note.txt");

        Assert.EndsWith(Simplified, document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BinaryFile_IsRefused()
    {
        byte[] bytes = new byte[4_096];
        new Random(1).NextBytes(bytes);

        Assert.Equal(DocumentReadError.Unsupported, (await Reading.Refusal(bytes, "program.exe")).Error);
        Assert.Equal(DocumentReadError.Unsupported, (await Reading.Refusal(bytes, "note.txt")).Error);
    }
}
