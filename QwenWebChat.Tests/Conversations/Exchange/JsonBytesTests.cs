using System.Text;
using QwenWebChat.App.Conversations.Exchange;

namespace QwenWebChat.Tests.Conversations.Exchange;

public sealed class JsonBytesTests
{
    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", false)]
    [InlineData("utf-32BE", true)]
    public void Read_AnyEncodingOfUnicode_GivesUtf8(string encoding, bool hasMark)
    {
        Encoding of = Encoding.GetEncoding(encoding);

        (ReadOnlyMemory<byte> utf8, int replaced) = JsonBytes.Read((byte[])[.. hasMark ? of.Preamble : [], .. of.GetBytes("""{"a":"你好 😀 é"}""")]);

        Assert.Equal(("""{"a":"你好 😀 é"}""", 0), (Encoding.UTF8.GetString(utf8.Span), replaced));
    }

    [Theory]
    [InlineData("\"a\\ud83d\"", "\"a\\uFFFD\"", 1)]
    [InlineData("\"\\uDE00b\"", "\"\\uFFFDb\"", 1)]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\"\\uFFFD\\ud83d\\ude00\"", 1)]
    [InlineData("\"\\ud83d\\u0041\"", "\"\\uFFFD\\u0041\"", 1)]
    [InlineData("\"\\ud83d\\\\ude00\"", "\"\\uFFFD\\\\ude00\"", 1)]
    [InlineData("\"\\\\ud83d\"", "\"\\\\ud83d\"", 0)]
    [InlineData("\"\\\\\\ud83d\"", "\"\\\\\\uFFFD\"", 1)]
    [InlineData("{\"\\udc00\":1}", "{\"\\uFFFD\":1}", 1)]
    [InlineData("\"\\ud8", "\"\\ud8", 0)]
    [InlineData("\"\\", "\"\\", 0)]
    [InlineData("\"\\uzzzz\\ud83d\"", "\"\\uzzzz\\uFFFD\"", 1)]
    [InlineData("\"한 힣 íÍ\"", "\"한 힣 íÍ\"", 0)]
    public void Read_HalvesOfPairs_BecomeReplacementCharacters(string json, string mended, int count)
    {
        (ReadOnlyMemory<byte> utf8, int replaced) = JsonBytes.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal((mended, count), (Encoding.UTF8.GetString(utf8.Span), replaced));
    }

    [Fact]
    public void Read_HalfEncodedAsItIs_BecomesReplacementCharacter()
    {
        (ReadOnlyMemory<byte> utf8, int replaced) = JsonBytes.Read((byte[])[(byte)'"', 0xED, 0xA0, 0xBD, (byte)'"']);

        Assert.Equal(("\"\uFFFD\"", 1), (Encoding.UTF8.GetString(utf8.Span), replaced));
    }

    [Fact]
    public void Read_AnotherEncoding_SaysWhere()
    {
        ImportException error = Assert.Throws<ImportException>(() => JsonBytes.Read((byte[])[(byte)'"', (byte)'\n', (byte)'a', 0xC4, 0xE3, (byte)'"']));

        Assert.Equal("Line 2, byte 2: found 0xC4, which is not UTF-8, expected a file in UTF-8, UTF-16 or UTF-32", error.Message);
    }
}
