using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfLockedTests
{
    [Fact]
    public async Task Read_LockedFile_OpensWithItsPasswordOnly()
    {
        byte[] file = Locked("open sesame");

        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(file, "a.pdf")).Error);
        Assert.Equal(DocumentReadError.WrongPassword, (await Reading.Refusal(file, "a.pdf", new ReadingOptions { Password = "open barley" })).Error);
        Assert.Equal("Locked words", (await Reading.Bytes(file, "a.pdf", new ReadingOptions { Password = "open sesame" })).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("of another file")]
    public async Task Read_FileThatOnlyForbidsPrinting_NeedsNoPassword(string? password) =>
        Assert.Equal("Locked words", (await Reading.Bytes(Locked(""), "a.pdf", new ReadingOptions { Password = password })).Text);

    // The standard handler of revision 2 (PDF 1.7, 7.6.3): RC4 with 40 bits.
    private static byte[] Locked(string password)
    {
        byte[] padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");
        byte[] padded = [.. Encoding.Latin1.GetBytes(password), .. padding];
        byte[] owner = Rc4(Md5([.. "owner"u8, .. padding[..27]])[..5], padded[..32]);
        byte[] key = Md5([.. padded[..32], .. owner, 0xD4, 0xFF, 0xFF, 0xFF, 0x41])[..5];
        byte[] content = Rc4(Md5([.. key, 4, 0, 0, 0, 0])[..10], Encoding.Latin1.GetBytes("BT /F1 11 Tf 72 700 Td (Locked words) Tj ET"));
        string head = string.Create(CultureInfo.InvariantCulture, $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>>>>> endobj
            6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
            5 0 obj <</Filter/Standard/V 1/R 2/P -44/O<{Convert.ToHexString(owner)}>/U<{Convert.ToHexString(Rc4(key, padding))}>>> endobj
            4 0 obj <</Length {content.Length}>> stream

            """);
        return [.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\n")), .. content, .. "\nendstream endobj\ntrailer <</Root 1 0 R/Size 7/Encrypt 5 0 R/ID[<41><41>]>>\n%%EOF\n"u8];
    }

#pragma warning disable CA5351 // The format has no other for this revision.
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private static byte[] Rc4(byte[] key, byte[] data)
    {
        byte[] state = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        for (int index = 0, other = 0; index < 256; index++)
        {
            other = (other + state[index] + key[index % key.Length]) & 0xFF;
            (state[index], state[other]) = (state[other], state[index]);
        }

        byte[] output = new byte[data.Length];
        for (int at = 0, index = 0, other = 0; at < data.Length; at++)
        {
            index = (index + 1) & 0xFF;
            other = (other + state[index]) & 0xFF;
            (state[index], state[other]) = (state[other], state[index]);
            output[at] = (byte)(data[at] ^ state[(state[index] + state[other]) & 0xFF]);
        }

        return output;
    }
}
