using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Encryption;

public sealed class LockedOfficeTests
{
    private const string Password = "Hafen 港口";

    [Theory]
    [InlineData("a.docx", "SHA512", 256)]
    [InlineData("a.xlsx", "SHA1", 128)]
    [InlineData("a.pptx", "SHA384", 192)]
    public async Task Read_AgileWithItsPassword_IsTheFile(string fileName, string hash, int keyBits)
    {
        byte[] file = Samples.Create(fileName);
        DocumentText open = await Reading.Bytes(file, fileName);

        DocumentText locked = await Reading.Bytes(SampleLocked.Agile(file, Password, hash, keyBits), fileName, With(Password));

        Assert.Equal(open.Lines(), locked.Lines());
        Assert.Equal(open.Format, locked.Format);
    }

    [Fact]
    public async Task Read_StandardWithItsPassword_IsTheFile()
    {
        byte[] file = Samples.Create("a.docx");
        byte[] locked = SampleLocked.Standard(file, Password);

        Assert.Equal((await Reading.Bytes(file, "a.docx")).Lines(), (await Reading.Bytes(locked, "a.docx", With(Password))).Lines());
        Assert.Equal(DocumentReadError.WrongPassword, (await Reading.Refusal(locked, "a.docx", With("other"))).Error);
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(locked, "a.docx")).Error);
    }

    [Fact]
    public async Task Read_WithoutPasswordOrWithAWrongOne_SaysWhich()
    {
        byte[] locked = SampleLocked.Agile(Samples.Create("a.docx"), Password);

        DocumentReadException wrong = await Reading.Refusal(locked, "a.docx", With("other"));
        Assert.Equal(DocumentReadError.WrongPassword, wrong.Error);
        Assert.DoesNotContain("other", wrong.ToString(), StringComparison.Ordinal);
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(locked, "a.docx")).Error);
    }

    [Fact]
    public async Task Read_WorkbookThatIsOnlyProtected_NeedsNoPassword()
    {
        byte[] locked = SampleLocked.Agile(Samples.Create("a.xlsx"), "VelvetSweatshop");

        Assert.NotEmpty((await Reading.Bytes(locked, "a.xlsx")).Text);
    }

    [Fact]
    public async Task Read_ChangedAfterItWasLocked_IsDamaged()
    {
        byte[] file = Samples.Create("a.docx");
        byte[] locked = SampleLocked.Agile(file, Password);
        // The encrypted file comes right behind its length.
        int start = locked.AsSpan().IndexOf(BitConverter.GetBytes((long)file.Length));
        locked[start + 100] ^= 1;

        Assert.Equal(DocumentReadError.Damaged, (await Reading.Refusal(locked, "a.docx", With(Password))).Error);
    }

    [Fact]
    public async Task Read_EndlessHashing_IsRefused()
    {
        byte[] locked = SampleLocked.Agile(Samples.Create("a.docx"), Password, statedRounds: 2_000_000_000);

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(locked, "a.docx", With(Password))).Error);
    }

    [Fact]
    public async Task Read_OtherCompoundFiles_AreRefusedByTheirStreams()
    {
        byte[] rights = SampleCompound.Create(("EncryptedPackage", new byte[5_000]), ("\tDRMContent", new byte[10]));
        byte[] message = SampleCompound.Create(("__properties_version1.0", new byte[100]));

        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(rights, "a.docx", With(Password))).Error);
        Assert.Equal(DocumentReadError.Unsupported, (await Reading.Refusal(message, "a.msg")).Error);
    }

    [Fact]
    public async Task Read_BrokenLockedFile_IsReadOrRefused()
    {
        byte[] locked = SampleLocked.Agile(Samples.Create("a.docx"), Password, rounds: 10);
        Random random = new(20_261_128);
        for (int round = 0; round < 400; round++)
        {
            byte[] broken = [.. locked];
            // Half of them in the header, the tables and the directory, where a turned bit leads astray.
            for (int change = 0; change < 4; change++)
            {
                int at = random.Next(2) == 0 ? random.Next(512) : random.Next(locked.Length - 4_096, locked.Length);
                broken[at] = (byte)random.Next(256);
            }

            broken = broken[..random.Next(400, broken.Length + 1)];
            try
            {
                await Reading.Bytes(broken, "a.docx", With(Password));
            }
            catch (DocumentReadException)
            {
                // As it should be; any other error ends the test.
            }
        }
    }

    private static ReadingOptions With(string password) => new() { Password = password };
}
