using System.Diagnostics;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    private const string TwoTensors =
        """{"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[2,3],"data_offsets":[4,10]},"a":{"dtype":"I32","shape":[],"data_offsets":[0,4]}}""";

    [Fact]
    public void Open_FileWithMetadataAndScalar_ListsTensorsOnly()
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("m.safetensors", TwoTensors, 10));

        Assert.Equal(["a", "b"], file.Tensors.Keys.Order());
        TensorEntry scalar = file.Tensors["a"];
        Assert.Equal((DType.Int32, 4L, 8L + TwoTensors.Length), (scalar.DType, scalar.ByteCount, scalar.Offset));
        Assert.Empty(scalar.Shape);
        Assert.Equal([2, 3], file.Tensors["b"].Shape);
    }

    [Fact]
    public void Open_HeaderPaddedWithSpaces_IsAccepted()
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("m.safetensors", TwoTensors + "     ", 10));

        Assert.Equal(2, file.Tensors.Count);
    }

    [Fact]
    public void Open_TensorWithoutElements_IsAccepted()
    {
        const string Header =
            """{"a":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""";
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("m.safetensors", Header, 2));

        file.Read(file.Tensors["a"], 0, []);
        Assert.Equal(0, file.Tensors["a"].ByteCount);
    }

    [Fact]
    public void Read_PartOfATensor_GivesThoseBytes()
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("m.safetensors", TwoTensors, 10));
        byte[] bytes = new byte[3];

        file.Read(file.Tensors["b"], 2, bytes);

        Assert.Equal([6, 7, 8], bytes);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 7)]
    [InlineData(6, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Read_BeyondTheTensor_Throws(long offset, int count)
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.WriteSafetensors("m.safetensors", TwoTensors, 10));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file.Tensors["b"], offset, new byte[count]));
    }

    [Fact]
    public void Read_FileCutShortSinceOpened_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the truncate command; Windows does not let an open file be cut");
        using TemporaryFolder folder = new();
        string path = folder.WriteSafetensors("m.safetensors", TwoTensors, 10);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Truncate(path, 20);

        Refusal.Is(() => file.Read(file.Tensors["b"], 0, new byte[6]), path, "a file cut to 20 bytes", "at least");
    }

    [Fact]
    public void Read_BeyondFourGigabytes_GivesThoseBytes()
    {
        // Elsewhere the hole would be written out: the file is sparse only here.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sparse files");
        const long Elements = 5L << 30;
        string header = $$$"""{"a":{"dtype":"U8","shape":[{{{Elements}}}],"data_offsets":[0,{{{Elements}}}]}}""";
        using TemporaryFolder folder = new();
        string path = folder.WriteSafetensors("m.safetensors", header, 0);
        using (FileStream stream = new(path, FileMode.Open))
        {
            stream.SetLength(stream.Length + Elements);
            stream.Position = stream.Length - 3;
            stream.Write([7, 8, 9]);
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        byte[] bytes = new byte[5];
        file.Read(file.Tensors["a"], Elements - 5, bytes);

        Assert.Equal([0, 0, 7, 8, 9], bytes);
    }

    // .NET's own streams heed FileShare; another program does not.
    private static void Truncate(string path, int length)
    {
        using Process cut = Process.Start("truncate", ["-s", $"{length}", path]);
        cut.WaitForExit();
    }
}
