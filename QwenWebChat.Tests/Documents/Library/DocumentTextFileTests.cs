using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>A text is read as it was written; what is damaged is refused in one way.</summary>
public sealed class DocumentTextFileTests
{
    private static readonly DocumentText Sample = new()
    {
        Text = "Title\n\n一段文字\uD800 and é",
        Format = FileFormat.Pdf,
        Title = "Title",
        Encoding = null,
        Parts = [new(0, 5, DocumentPartKind.Heading, 2, 1), new(7, 11, DocumentPartKind.Paragraph, 0, 300)],
        Pages = [new(1, "i", 0, 5), new(300, null, 7, 11)],
        Problems = [new(ReadingProblemKind.PageWithoutText, 12), new(ReadingProblemKind.EncodingGuessed, null, "gb18030", 3)],
    };

    [Fact]
    public void Write_Then_Read_IsTheSame()
    {
        DocumentText read = DocumentTextFile.Read(new MemoryStream(Write(Sample)));

        Assert.Equal(Sample.Parts, read.Parts);
        Assert.Equal(Sample.Pages, read.Pages);
        Assert.Equal(Sample.Problems, read.Problems);
        Assert.Equal(Sample, read with { Parts = Sample.Parts, Pages = Sample.Pages, Problems = Sample.Problems });
    }

    [Fact]
    public void Read_CutOffAnywhere_IsRefused()
    {
        byte[] whole = Write(Sample);

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => DocumentTextFile.Read(new MemoryStream(whole[..length])));
        }
    }

    [Fact]
    public void Read_BytesChanged_IsRefusedOrWithinTheText()
    {
        byte[] whole = Write(Sample);
        Random random = new(11);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(whole.Length)] = (byte)random.Next(256);
            try
            {
                DocumentText read = DocumentTextFile.Read(new MemoryStream(changed));
                Assert.All(read.Parts, part => Assert.InRange(part.End, part.Start, read.Text.Length));
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    private static byte[] Write(DocumentText text)
    {
        using MemoryStream stream = new();
        DocumentTextFile.Write(text, stream);
        return stream.ToArray();
    }
}
