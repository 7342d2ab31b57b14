using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class GgufMetadataTests
{
    private const string Path = "/m/model.gguf";

    public static TheoryData<object> Sevens => [(byte)7, (sbyte)7, (ushort)7, (short)7, 7u, 7, 7UL, 7L];

    [Theory]
    [MemberData(nameof(Sevens))]
    public void OptionalInteger_EveryWidth_IsRead(object seven)
    {
        GgufMetadata keys = Read(new RawGguf().Set("k", seven));

        Assert.Equal(7, keys.OptionalInteger("k", 1));
        Assert.Equal(7.0, keys.OptionalNumber("k", _ => true, ""));
        Assert.Null(keys.OptionalInteger("none", 1));
    }

    [Fact]
    public void Read_EveryOtherType_IsRead()
    {
        GgufMetadata keys = Read(new RawGguf()
            .Set("float", 0.1f).Set("double", 0.1).Set("flag", true).Set("text", "ä 你\n").Set("empty", "")
            .Set("texts", new[] { "a", "", "bc" }).Set("ints", new[] { -1, 2 }).Set("uints", new[] { 1u, 2u })
            .Set("bytes", new byte[] { 1 }).Set("floats", new[] { 1f }).Set("flags", new[] { true, false }).Set("none", Array.Empty<string>())
            .Set("longs", new[] { 1L }).Set("ulongs", new[] { 1UL }).Set("doubles", new[] { 1.0 }).Set("shorts", new short[] { 1 }));

        Assert.Equal((0.1, 0.1), (keys.OptionalNumber("float", _ => true, ""), keys.OptionalNumber("double", _ => true, "")));
        Assert.Equal(("ä 你\n", ""), (keys.Text("text"), keys.Text("empty")));
        Assert.Equal(["a", "", "bc"], keys.Texts("texts")!);
        Assert.Equal([-1, 2], keys.Integers("ints")!);
        Assert.Equal([1, 2], keys.Integers("uints")!);
        Assert.Empty(keys.Texts("none")!);
        Assert.True(keys.Has("flag"));
        Assert.Null(keys.Text("absent"));
        Assert.Null(keys.Texts("absent"));
        Assert.Null(keys.Integers("absent"));
    }

    [Theory]
    [InlineData(-1, "k = -1")]
    [InlineData(0, "k = 0")]
    [InlineData(uint.MaxValue, "k = 4294967295")]
    [InlineData(ulong.MaxValue, "k = 18446744073709551615")]
    [InlineData(long.MinValue, "k = -9223372036854775808")]
    [InlineData(1.5f, "k = 1.5")]
    [InlineData("7", "k = '7'")]
    [InlineData(true, "k = True")]
    [InlineData(new[] { 1, 2 }, "k = a list of 2")]
    [InlineData(null, "no k")]
    public void Count_NotACount_IsRefused(object? value, string found)
    {
        GgufMetadata keys = Read(value is null ? new RawGguf() : new RawGguf().Set("k", value));

        Refusal.Is(() => keys.Count("k"), Path, found, "a whole number from 1 to 2147483647");
    }

    [Fact]
    public void Read_SameKeyTwiceWithOneValue_IsAccepted()
    {
        GgufMetadata keys = Read(new RawGguf()
            .Set("k", 7).AddRaw("k", 5, BitConverter.GetBytes(7))
            .Set("list", new[] { "a" }).AddRaw("list", 9, [.. BitConverter.GetBytes(8u), .. BitConverter.GetBytes(1UL), .. RawGguf.TextBytes("a")]));

        Assert.Equal(7, keys.OptionalInteger("k", 1));
        Assert.Equal(["a"], keys.Texts("list")!);
    }

    [Theory]
    [InlineData("Qwen2.5 7B Instruct", "Qwen2.5 7B Instruct")]
    [InlineData(" ../a\\b:\n", ".. a b")]
    [InlineData("", null)]
    [InlineData(7, null)]
    public void Label_AnyValue_IsATextToShow(object value, string? label) => Assert.Equal(label, Read(new RawGguf().Set("k", value)).Label("k"));

    [Fact]
    public void Readers_OfAnotherKind_AreRefused()
    {
        GgufMetadata keys = Read(new RawGguf().Set("n", float.NaN).Set("t", "a\nb").Set("i", new[] { uint.MaxValue }).Set("s", new string('x', 200)));

        Refusal.Is(() => keys.OptionalPositive("n"), Path, "n = NaN", "a number above 0");
        Refusal.Is(() => keys.OptionalPositive("t"), Path, "t = 'a b'", "a number above 0");
        Refusal.Is(() => keys.Text("n"), Path, "n = NaN", "a text");
        Refusal.Is(() => keys.Texts("t"), Path, "t = 'a b'", "a list of texts");
        Refusal.Is(() => keys.Integers("i"), Path, "i = a list of 1", "a list of whole numbers of 32 bits");
        Refusal.Is(() => keys.Integers("s"), Path, $"s = '{new string('x', 80)}…'", "a list of whole numbers of 32 bits");
    }

    [Fact]
    public void Read_BadValues_AreRefused()
    {
        byte[] two = BitConverter.GetBytes(2UL);
        AssertRefused(new RawGguf().Set("k", 1).AddRaw("k", 4, new byte[4]), "the key 'k' twice, with two values", "each key once");
        AssertRefused(new RawGguf().SetRaw("k", 13, new byte[8]), "the value of 'k' of the unknown type 13", "a value type from 0 to 12");
        AssertRefused(new RawGguf().SetRaw("k", 7, [2]), "the value of 'k', the byte 2 as true or false", "0 or 1");
        AssertRefused(new RawGguf().SetRaw("k", 8, [.. two, 0xC3, 0x28]), "the value of 'k' with a text that is not UTF-8", "UTF-8");
        AssertRefused(new RawGguf().SetRaw("k", 8, [.. BitConverter.GetBytes(ulong.MaxValue), 1]), "the value of 'k' of length 18446744073709551615", "a complete file");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(9, 1, new byte[40])), "the value of 'k', a list of lists", "a list of numbers or texts");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(13, 1, [1])), "of the unknown type 13", "a value type");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(7, 2, [1, 3])), "the byte 3 as true or false", "0 or 1");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(12, 1UL << 61, new byte[64])), "of length 2305843009213693952", "a complete file");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(8, 9, new byte[64])), "of length 9 with 64 bytes of the file left", "a complete file");
        AssertRefused(new RawGguf().SetRaw("k", 9, List(0, 1UL << 40, [1])), "of length 1099511627776", "a complete file");
    }

    private static byte[] List(uint type, ulong count, byte[] items) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(count), .. items];

    private static GgufMetadata Read(RawGguf file) => GgufHeader.Read(Path, new MemoryStream(file.ToBytes())).Metadata;

    private static void AssertRefused(RawGguf file, string found, string expected) =>
        Refusal.Is(() => Read(file), Path, found, expected);
}
