using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Every rule of the format, broken in a small file.</summary>
public sealed class GgufHeaderTests
{
    private const string Path = "/m/model.gguf";

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_EachVersion_ListsTensors(uint version)
    {
        RawGguf file = TwoTensors();
        file.Version = version;

        GgufHeader header = Read(file);

        Assert.Equal(["a", "b"], header.Tensors.Keys.Order());
        GgufTensor a = header.Tensors["a"];
        Assert.Equal(("F32", 24L), (a.Type.Name, a.ByteCount));
        Assert.Equal([2, 3], a.Shape);
        Assert.Equal(a.Offset + 32, header.Tensors["b"].Offset);
        Assert.Equal(0, a.Offset % 32);
    }

    [Fact]
    public void Read_OtherAlignment_IsKept()
    {
        RawGguf file = TwoTensors();
        file.Alignment = 64;
        file.Set("general.alignment", 64u);

        GgufHeader header = Read(file);

        Assert.Equal(header.Tensors["a"].Offset + 64, header.Tensors["b"].Offset);
        Assert.Equal(0, header.Tensors["a"].Offset % 64);
    }

    [Fact]
    public void Read_ScalarAndEmptyTensor_AreAccepted()
    {
        GgufHeader header = Read(new RawGguf().Add("scalar", RawGguf.F32, [], new byte[4]).Add("empty", RawGguf.F32, [0, 3], []));

        Assert.Equal(4, header.Tensors["scalar"].ByteCount);
        Assert.Equal([3, 0], header.Tensors["empty"].Shape);
    }

    [Theory]
    [InlineData(1, "GGUF version 1")]
    [InlineData(4, "GGUF version 4")]
    [InlineData(0, "GGUF version 0")]
    [InlineData(0x03000000, "a big-endian GGUF file")]
    [InlineData(0x02000000, "a big-endian GGUF file")]
    public void Read_OtherVersion_IsRefused(uint version, string found)
    {
        RawGguf file = TwoTensors();
        file.Version = version;

        AssertRefused(file, found, "version 2 or 3, little-endian");
    }

    [Theory]
    [InlineData("PK\u0003\u0004 and so on", "the first bytes 0x504B0304", "a GGUF file")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "the first bytes", "this is a Git LFS pointer")]
    [InlineData("GG", "a file that ends within the first four bytes, at 2 bytes", "a complete file")]
    [InlineData("", "a file that ends within the first four bytes, at 0 bytes", "a complete file")]
    [InlineData("GGUF", "a file that ends within the version", "a complete file")]
    [InlineData("GGUF\u0003\0\0\0", "a file that ends within the count of tensors", "a complete file")]
    public void Read_OtherFile_IsRefused(string text, string found, string expected) =>
        AssertRefused([.. text.Select(character => (byte)character)], found, expected);

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        byte[] whole = TwoTensors().Set("x", "text").Set("y", new[] { 1, 2 }).ToBytes();

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<CheckpointException>(() => GgufHeader.Read(Path, new MemoryStream(whole[..length])));
        }
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 32)]
    [InlineData(1000UL)]
    public void Read_CountsBeyondTheFile_AreRefused(ulong count)
    {
        RawGguf keys = TwoTensors();
        keys.KeyCount = count;
        AssertRefused(keys, $"a list of keys of length {count}", "a complete file");

        RawGguf tensors = TwoTensors();
        tensors.TensorCount = count;
        AssertRefused(tensors, $"a list of tensors of length {count}", "a complete file");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(33u)]
    [InlineData(uint.MaxValue)]
    [InlineData("32")]
    public void Read_BadAlignment_IsRefused(object alignment) =>
        AssertRefused(TwoTensors().Set("general.alignment", alignment), "general.alignment = ", alignment is 33u ? "a power of two" : "a whole number");

    [Fact]
    public void Read_TensorTwice_IsRefused() =>
        AssertRefused(TwoTensors().Add("a", RawGguf.F32, [1], new byte[4]), "tensor 'a' twice", "each tensor once");

    [Theory]
    [InlineData(18u, "tensor 'c' of type IQ3_XXS")]
    [InlineData(26u, "tensor 'c' of type I32")]
    [InlineData(39u, "tensor 'c' of type MXFP4")]
    [InlineData(4u, "tensor 'c' of type number 4, which is unknown")]
    [InlineData(uint.MaxValue, "tensor 'c' of type number 4294967295, which is unknown")]
    public void Read_OtherType_IsRefusedByName(uint type, string found) => AssertRefused(
        TwoTensors().Add("c", type, [256], new byte[1024]), found, "BF16, F16, F32, IQ4_NL, IQ4_XS, Q2_K, Q3_K, Q4_0, Q4_1, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K, Q8_0");

    [Theory]
    [InlineData(new ulong[] { 1, 1, 1, 1, 1 }, "tensor 'c' with 5 dimensions", "at most 4")]
    [InlineData(new ulong[] { 1UL << 32, 1UL << 32 }, "tensor 'c' of shape [4294967296, 4294967296]", "63 bits")]
    [InlineData(new ulong[] { 1UL << 62 }, "tensor 'c' of shape [4611686018427387904]", "63 bits")]
    [InlineData(new ulong[] { 1, ulong.MaxValue }, "tensor 'c' of shape [18446744073709551615, 1]", "63 bits")]
    [InlineData(new ulong[] { 1UL << 60 }, "tensor 'c' ending at byte 4611686018427388", "a complete file")]
    [InlineData(new ulong[] { 3 }, "tensor 'c' ending at byte", "a complete file")]
    public void Read_BadDimensions_AreRefused(ulong[] dimensions, string found, string expected) =>
        AssertRefused(TwoTensors().Add("c", RawGguf.F32, dimensions, new byte[8]), found, expected);

    [Theory]
    [InlineData(2u, 48, "tensor 'c' of type Q4_0 with rows of 48", "a multiple of 32, whole blocks")]
    [InlineData(12u, 128, "tensor 'c' of type Q4_K with rows of 128", "a multiple of 256, whole blocks")]
    [InlineData(2u, 0, "", "")]
    public void Read_RowsOfPartialBlocks_AreRefused(uint type, ulong rowElements, string found, string expected)
    {
        RawGguf file = TwoTensors().Add("c", type, [rowElements, 2], new byte[1024]);
        if (expected.Length > 0)
        {
            AssertRefused(file, found, expected);
        }
        else
        {
            Assert.Equal(0, Read(file).Tensors["c"].ByteCount);
        }
    }

    [Theory]
    [InlineData(4UL, "tensor 'c' at offset 4", "a multiple of the alignment, 32")]
    [InlineData(ulong.MaxValue - 31, "tensor 'c' at offset 18446744073709551584", "a multiple of the alignment, 32")]
    [InlineData((1UL << 63) - 32, "tensor 'c' ending at byte 9223372036854775", "a complete file")]
    [InlineData(1UL << 40, "tensor 'c' ending at byte 1099511627", "a complete file")]
    [InlineData(32UL, "overlapping", "tensors that share no byte")]
    [InlineData(0UL, "overlapping", "tensors that share no byte")]
    public void Read_BadOffset_IsRefused(ulong offset, string found, string expected) =>
        AssertRefused(TwoTensors().Add("c", RawGguf.F32, [2], new byte[8], offset), found, expected);

    [Fact]
    public void Open_PathThatIsNoFile_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(() => GgufFile.Open(folder.Path).Dispose(), folder.Path, "a folder", "a GGUF file");
        Refusal.Is(() => GgufFile.Open(folder.At("x.gguf")).Dispose(), folder.At("x.gguf"), "no such file", "a GGUF file");
        Refusal.Is(() => GgufFile.Open(folder.Write("y.gguf", "")).Dispose(), folder.At("y.gguf"), "at 0 bytes", "a complete file");
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 25)]
    [InlineData(24, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Read_BeyondTheTensor_Throws(long offset, int count)
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(TwoTensors().Write(folder));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file.Header.Tensors["a"], offset, new byte[count]));
    }

    [Fact]
    public void Read_PartOfATensor_GivesThoseBytes()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(TwoTensors().Write(folder));
        byte[] bytes = new byte[3];

        file.Read(file.Header.Tensors["b"], 1, bytes);

        Assert.Equal([8, 9, 10], bytes);
    }

    private static RawGguf TwoTensors() => new RawGguf()
        .Set("general.alignment", 32u)
        .Add("a", RawGguf.F32, [3, 2], new byte[24])
        .Add("b", RawGguf.F16, [2], [7, 8, 9, 10]);

    private static GgufHeader Read(RawGguf file) => GgufHeader.Read(Path, new MemoryStream(file.ToBytes()));

    private static void AssertRefused(RawGguf file, string found, string expected) => AssertRefused(file.ToBytes(), found, expected);

    private static void AssertRefused(byte[] file, string found, string expected) =>
        Refusal.Is(() => GgufHeader.Read(Path, new MemoryStream(file)), Path, found, expected);
}
