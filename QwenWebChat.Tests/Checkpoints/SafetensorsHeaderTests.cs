using System.Text;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Every rule of the format, broken in a file of 8 bytes of data.</summary>
[Slow]
public sealed class SafetensorsHeaderTests
{
    private const string Good = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";

    [Theory]
    [InlineData("[1]", "JSON that is not an object: [1]", "a JSON object")]
    [InlineData("{\"a\":", "invalid JSON", "a JSON object")]
    [InlineData("not json", "invalid JSON", "a JSON object")]
    [InlineData("{\"a\":{" + Good + "},\"a\":{}}", "invalid JSON (Duplicate property 'a'", "unique names")]
    [InlineData("{\"a\":{\"dtype\":\"F16\"," + Good + "}}", "invalid JSON (Duplicate property 'dtype'", "unique names")]
    [InlineData("{\"\\ud800\":{" + Good + "}}", "UTF-16", "")]
    [InlineData("{\"a\":7}", "tensor 'a' = 7", "an object with dtype, shape and data_offsets")]
    [InlineData("{\"__metadata__\":7}", "__metadata__ = 7", "an object of strings")]
    [InlineData("{}", "8 bytes of no tensor at the end", "as its header says")]
    public void Open_HeaderThatIsNoMapOfTensors_IsRefused(string header, string found, string expected) =>
        AssertRefused(header, found, expected);

    [Theory]
    [InlineData("{\"a\":{" + Good + "},\"a\":{" + Good + "}}", "F32")]
    [InlineData("{\"a\":{\"dtype\":\"F32\"," + Good + "}}", "F32")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}}", "F4")]
    [InlineData("{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}", "C64")]
    public void Open_SameKeyTwiceOrUnknownType_IsAccepted(string header, string dtype)
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("model.safetensors", header, dataBytes: 8));

        Assert.Equal((dtype, 8L), (file.Tensors["a"].DTypeName, file.Tensors["a"].ByteCount));
    }

    [Theory]
    [InlineData("\"shape\":[2],\"data_offsets\":[0,8]", "tensor 'a' without dtype", "a dtype of F64, F32, F16, BF16, F8_E4M3, I64")]
    [InlineData("\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]", "dtype 7", "a dtype of F64")]
    [InlineData("\"dtype\":\"\\ud800\",\"shape\":[2],\"data_offsets\":[0,8]", "a string that is not valid text", "Unicode text")]
    public void Open_BadDType_IsRefused(string entry, string found, string expected) =>
        AssertRefused($"{{\"a\":{{{entry}}}}}", found, expected);

    [Theory]
    [InlineData("\"data_offsets\":[0,8]", "tensor 'a' without shape", "whole numbers")]
    [InlineData("\"shape\":2,\"data_offsets\":[0,8]", "shape 2", "a list of whole numbers")]
    [InlineData("\"shape\":[-2],\"data_offsets\":[0,8]", "shape [-2]", "0 or more")]
    [InlineData("\"shape\":[\"2\"],\"data_offsets\":[0,8]", "shape [\"2\"]", "whole numbers")]
    [InlineData("\"shape\":[2.5],\"data_offsets\":[0,8]", "shape [2.5]", "whole numbers")]
    [InlineData("\"shape\":[99999999999999999999],\"data_offsets\":[0,8]", "shape [99999999999999999999]", "whole numbers")]
    [InlineData("\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]", "[4294967296, 4294967296]", "63 bits")]
    [InlineData("\"shape\":[3],\"data_offsets\":[0,8]", "tensor 'a' of shape [3], F32, in 8 bytes", "12 bytes, the shape's product times 4")]
    [InlineData("\"shape\":[],\"data_offsets\":[0,8]", "shape [], F32, in 8 bytes", "4 bytes")]
    public void Open_BadShape_IsRefused(string entry, string found, string expected) =>
        AssertRefused($"{{\"a\":{{\"dtype\":\"F32\",{entry}}}}}", found, expected);

    [Theory]
    [InlineData("\"shape\":[2]", "tensor 'a' without data_offsets", "begin and end")]
    [InlineData("\"shape\":[2],\"data_offsets\":{}", "data_offsets {}", "begin and end")]
    [InlineData("\"shape\":[2],\"data_offsets\":[8]", "data_offsets [8]", "[begin, end]")]
    [InlineData("\"shape\":[2],\"data_offsets\":[8,0]", "data_offsets [8, 0]", "begin <= end")]
    [InlineData("\"shape\":[2],\"data_offsets\":[-8,0]", "data_offsets [-8,0]", "begin and end")]
    [InlineData("\"shape\":[3],\"data_offsets\":[0,12]", "of a file of", "a complete file")]
    [InlineData("\"shape\":[2],\"data_offsets\":[9223372036854775799,9223372036854775807]", "ending at byte 922337203685477", "a complete file")]
    public void Open_BadOffsets_IsRefused(string entry, string found, string expected) =>
        AssertRefused($"{{\"a\":{{\"dtype\":\"F32\",{entry}}}}}", found, expected);

    [Theory]
    [InlineData(0, 4, 0, 4, "tensor 'b' overlapping 'a'", "share no byte")]
    [InlineData(0, 4, 2, 6, "tensor 'b' overlapping 'a'", "share no byte")]
    [InlineData(0, 4, 5, 9, "of a file of", "a complete file")]
    [InlineData(1, 5, 5, 8, "in 3 bytes", "4 bytes")]
    [InlineData(1, 5, 4, 8, "1 bytes of no tensor before 'a'", "without gaps")]
    [InlineData(4, 8, 4, 8, "4 bytes of no tensor before 'a'", "without gaps")]
    public void Open_TensorsOverlappingOrApart_IsRefused(int a, int aEnd, int b, int bEnd, string found, string expected) =>
        AssertRefused(
            $$$"""{"a":{"dtype":"F32","shape":[],"data_offsets":[{{{a}}},{{{aEnd}}}]},"b":{"dtype":"F32","shape":[],"data_offsets":[{{{b}}},{{{bEnd}}}]}}""",
            found,
            expected);

    [Theory]
    [InlineData(new byte[0], "0 bytes", "8 bytes of header length")]
    [InlineData(new byte[] { 1, 2, 3 }, "3 bytes", "8 bytes of header length")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 1 }, "a header length of 0 bytes", "1 to 100000000 bytes")]
    [InlineData(new byte[] { 1, 225, 245, 5, 0, 0, 0, 0, 1 }, "a header length of 100000001 bytes", "1 to 100000000 bytes")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1 }, "18446744073709551615 bytes", "is it a safetensors file?")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 123 }, "a header of 2 bytes in a file of 9 bytes", "a complete file")]
    public void Open_BadHeaderLength_IsRefused(byte[] file, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.At("model.safetensors");
        File.WriteAllBytes(path, file);

        Refusal.Is(() => SafetensorsFile.Open(path).Dispose(), path, found, expected);
    }

    [Fact]
    public void Open_HeaderThatIsNotUtf8_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("model.safetensors");
        File.WriteAllBytes(path, RawSafetensors.Bytes([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'{', (byte)'}', (byte)'}'], 0));

        Refusal.Is(() => SafetensorsFile.Open(path).Dispose(), path, "text that is not UTF-8", "a JSON object");
    }

    [Fact]
    public void Open_GitLfsPointer_IsRefusedAsSuch()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 3945426872\n");

        Refusal.Is(() => SafetensorsFile.Open(path).Dispose(), path, "a header length of", "this is a Git LFS pointer");
    }

    [Fact]
    public void Open_PathThatIsNoFile_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(() => SafetensorsFile.Open(folder.Path).Dispose(), folder.Path, "a folder", "a safetensors file");
        Refusal.Is(() => SafetensorsFile.Open(folder.At("x")).Dispose(), folder.At("x"), "no such file", "a safetensors file");
    }

    [Fact]
    public void Open_AnyByteOfTheHeaderChanged_OpensOrIsRefused()
    {
        const string Header =
            """{"__metadata__":{"format":"pt"},"a\u00e9":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"I8","shape":[0],"data_offsets":[8,8]}}""";
        using TemporaryFolder folder = new();
        string path = folder.At("model.safetensors");
        byte[] good = RawSafetensors.Bytes(Header, 8);
        Random random = new(20240907);

        for (int round = 0; round < 4000; round++)
        {
            byte[] file = (byte[])good.Clone();
            int headerEnd = 8 + Encoding.UTF8.GetByteCount(Header);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                // Mostly bytes that JSON gives a meaning, where the surprises are.
                byte value = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"{}[],:\"\\u-0189e. "[random.Next(17)];
                file[random.Next(round % 8 == 0 ? 0 : 8, headerEnd)] = value;
            }

            File.WriteAllBytes(path, round % 16 == 0 ? file[..random.Next(file.Length)] : file);
            Exception? error = Record.Exception(() => ReadAll(path));
            Assert.True(error is null or CheckpointException, $"round {round}: {error}");
        }
    }

    private static void ReadAll(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (TensorEntry entry in file.Tensors.Values)
        {
            file.Read(entry, 0, new byte[entry.ByteCount]);
        }
    }

    private static void AssertRefused(string header, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteSafetensors("model.safetensors", header, dataBytes: 8);

        Refusal.Is(() => SafetensorsFile.Open(path).Dispose(), path, found, expected);
    }
}
