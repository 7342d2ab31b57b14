using System.Text;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Tests.Documents.Extraction.Plain;

/// <summary>The encodings of one byte and of seven bits, declarations, and the choice of the reader.</summary>
public sealed class OldEncodingTests
{
    private const string Russian = "Комитет собрался весной и выслушал отчёт о работах в порту. Стоимость выросла на пятую часть.";
    private const string Czech = "Příliš žluťoučký kůň úpěl ďábelské ódy. Výbor se sešel na jaře a vyslechl zprávu o pracích v přístavu.";
    private const string Greek = "Η επιτροπή συνεδρίασε την άνοιξη και άκουσε την έκθεση για τα έργα του λιμανιού.";
    private const string Hebrew = "הוועדה התכנסה באביב ושמעה את הדוח על העבודות בנמל. העלות גדלה בחמישית.";
    private const string Arabic = "اجتمعت اللجنة في الربيع واستمعت إلى التقرير عن أعمال الميناء.";
    private const string Turkish = "Komisyon ilkbaharda toplandı ve limandaki işler hakkındaki raporu dinledi. Maliyet beşte bir arttı, çünkü gümrük değişti.";
    private const string Thai = "คณะกรรมการประชุมในฤดูใบไม้ผลิและรับฟังรายงานเกี่ยวกับงานในท่าเรือ";
    private const string Korean = "위원회는 봄에 모여 항구 공사에 대한 보고를 들었다. 비용이 오분의 일 늘었다.";
    private const string Japanese = "委員会は春に集まり、港の工事についての報告を聞いた。費用は五分の一増えた。";
    private const string Chinese = "委员会在春天开会，听取了关于港口工程的报告。费用增加了五分之一。";
    private const string German = "Für die Prüfung müssen Sie alle Übungen bis Freitag abgeben. Die Größe der Räume läßt leider keine Gäste zu.";

    static OldEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(Russian, "windows-1251")]
    [InlineData(Russian, "koi8-r")]
    [InlineData(Russian, "cp866")]
    [InlineData(Russian, "iso-8859-5")]
    [InlineData(Russian, "x-mac-cyrillic")]
    [InlineData("Привет, мир", "windows-1251")]
    [InlineData(Czech, "windows-1250")]
    [InlineData(Czech, "iso-8859-2")]
    [InlineData(Greek, "windows-1253")]
    [InlineData(Hebrew, "windows-1255")]
    [InlineData(Arabic, "windows-1256")]
    [InlineData(Turkish, "windows-1254")]
    [InlineData(Thai, "windows-874")]
    [InlineData(Korean, "ks_c_5601-1987")]
    [InlineData(Japanese, "euc-jp")]
    [InlineData(Japanese, "iso-2022-jp")]
    [InlineData(Chinese, "hz-gb-2312")]
    [InlineData(German, "ibm850")]
    [InlineData(German, "macintosh")]
    [InlineData("It\u2019s \u201Cquoted\u201D \u2014 and no more\u2026", "macintosh")]
    [InlineData("It\u2019s \u00A3825, not bad for a \u00A32 bet", "windows-1252")]
    public async Task Read_OldEncoding_IsRecognised(string sentence, string encoding)
    {
        DocumentText document = await Reading.Bytes(Encoding.GetEncoding(encoding).GetBytes(sentence), "note.txt");

        Assert.Equal(sentence, document.Text);
        Assert.Equal([ReadingProblemKind.EncodingGuessed], document.Problems.Select(problem => problem.Kind));
        Assert.Contains(document.Encoding, TextEncodings.Names);
    }

    [Fact]
    public async Task Read_SharedCases_AreReadAsTheirNameSays()
    {
        string[] files = Directory.GetFiles(SharedFolder.Require("cases", "docs", "encodings"), "*.txt");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            string name = Path.GetFileNameWithoutExtension(file);
            Encoding encoding = Encoding.GetEncoding(name switch { "cp437" => "ibm437", "euc-kr" => "ks_c_5601-1987", _ => name });

            DocumentText document = await Reading.Bytes(bytes, name + ".txt");

            Assert.Equal(encoding.GetString(bytes), document.Text);
        }
    }

    [Theory]
    [InlineData("book.xml", "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<p>ёж</p>", "windows-1251")]
    [InlineData("book.xml", "<?xml version='1.0' encoding='KOI8-R'?>\n<p>ёж</p>", "koi8-r")]
    [InlineData("page.html", "<html><meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-2\"><p>ťž</p>", "iso-8859-2")]
    [InlineData("page.html", "<html><meta charset=iso-8859-1><p>“é”</p>", "windows-1252")]
    [InlineData("page.html", "<html><meta charset=x-sjis><p>表示</p>", "shift_jis")]
    public async Task Read_DeclaredEncoding_IsTaken(string fileName, string content, string encoding)
    {
        DocumentText document = await Reading.Bytes(Encoding.GetEncoding(encoding).GetBytes(content), fileName);

        Assert.Equal(encoding, document.Encoding);
        Assert.Contains(content.Split("<p>")[1].Split("</p>")[0], document.Text, StringComparison.Ordinal);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_DeclarationThatTheBytesContradict_IsNotTaken()
    {
        string page = $"<html><meta charset=iso-8859-1><p>{Russian}</p>";

        DocumentText wrong = await Reading.Bytes(Encoding.GetEncoding("windows-1251").GetBytes(page), "page.html");
        DocumentText utf8 = await Reading.Bytes(Encoding.UTF8.GetBytes(page), "page.html");

        Assert.Equal(Russian, wrong.Text);
        Assert.Equal(Russian, utf8.Text);
    }

    [Fact]
    public async Task Read_ChosenEncoding_IsTakenWhateverTheBytesSay()
    {
        byte[] bytes = Encoding.GetEncoding("koi8-r").GetBytes(Russian);

        DocumentText document = await Reading.Bytes(bytes, "note.txt", new ReadingOptions { Encoding = "windows-1252" });
        DocumentText right = await Reading.Bytes(bytes, "note.txt", new ReadingOptions { Encoding = "koi8-r" });

        Assert.Equal(Encoding.GetEncoding("windows-1252").GetString(bytes), document.Text);
        Assert.Contains(document.Problems, problem => problem.Kind == ReadingProblemKind.TextDoubtful);
        Assert.Equal(Russian, right.Text);
        Assert.Empty(right.Problems);
    }

    [Fact]
    public async Task Read_BytesThatTheEncodingDoesNotHave_AreCounted()
    {
        DocumentText document = await Reading.Bytes([.. Encoding.GetEncoding("windows-1252").GetBytes(German), 0x81, 0x8D], "note.txt", new ReadingOptions { Encoding = "windows-1252" });

        Assert.Equal(German, document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.CharactersUnreadable, Count: 2)], document.Problems);
    }

    [Fact]
    public async Task Read_Utf8EncodedTwice_IsDoubtful()
    {
        string twice = Encoding.GetEncoding("windows-1252").GetString(Encoding.UTF8.GetBytes(German));

        DocumentText document = await Reading.Text(twice, "note.txt");
        DocumentText once = await Reading.Text(German + " \u00C3\u20AC", "note.txt");

        Assert.Equal([ReadingProblemKind.TextDoubtful], document.Problems.Select(problem => problem.Kind));
        Assert.Empty(once.Problems);
    }

    [Fact]
    public void Names_EachIsFoundAgain()
    {
        Assert.All(TextEncodings.Names, name => Assert.Equal(name, TextEncodings.Find(name)!.WebName));
        Assert.Equal(TextEncodings.Names.Count, TextEncodings.Names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Null(TextEncodings.Find("no-such-encoding"));
        Assert.Null(TextEncodings.Find("utf-7"));
    }

    [Theory]
    [InlineData("The angle α of 5 µm, x²+y² = π·r², Ω and ∑ over naïve “quotes” — done…")]
    [InlineData("Straße, ÜBUNG, McDonald’s, l’été, São Paulo, Łódź, 北京 café, Привет world, Ω-3")]
    public async Task Read_GoodText_IsNotDoubtful(string text) => Assert.Empty((await Reading.Text(text, "note.txt")).Problems);
}
