using System.Buffers.Binary;
using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Checkpoints;

[Collection(ProcessWideCollection.Name)]
public sealed class SafetensorsWriterTests
{
    [Fact]
    public void Write_MixedTypes_AlignsEachTensorToItsElements()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("m.safetensors");
        SafetensorsWriter writer = new();
        writer.Add("bytes", DType.UInt8, [3], new byte[] { 1, 2, 3 });
        writer.Add("half", DType.BFloat16, [1], new byte[2]);
        writer.Add("wide", DType.Int64, [2], new byte[16]);
        writer.Add("a \"quoted\" 名", DType.Float32, [1, 0], ReadOnlyMemory<byte>.Empty);

        writer.Write(path);

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(4, file.Tensors.Count);
        Assert.Contains("a \"quoted\" 名", file.Tensors.Keys);
        Assert.All(file.Tensors.Values, entry => Assert.Equal(0, entry.Offset % entry.DType.ElementBytes()));
        byte[] bytes = new byte[3];
        file.Read(file.Tensors["bytes"], 0, bytes);
        Assert.Equal([1, 2, 3], bytes);
    }

    [Fact]
    public void Write_Header_IsAlignedAndCarriesTheFormat()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("m.safetensors");
        SafetensorsWriter writer = new();
        writer.Add("a", DType.UInt8, [1], new byte[1]);

        writer.Write(path);

        byte[] file = File.ReadAllBytes(path);
        int headerBytes = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, headerBytes % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerBytes));
        Assert.Equal("pt", header.RootElement.GetProperty("__metadata__").GetProperty("format").GetString());
    }

    [Fact]
    public void Write_TransposedTensor_IsWrittenRowMajorAndLeavesNoTensor()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("m.safetensors");
        using torch.Tensor values = torch.arange(6, dtype: torch.int32);
        using torch.Tensor rows = values.view(2, 3);
        using torch.Tensor transposed = rows.t(); // [3, 2], not contiguous
        SafetensorsWriter writer = new();
        writer.Add("t", transposed);
        long before = LiveTensors.Settle();

        writer.Write(path);

        Assert.Equal(before, LiveTensors.Now);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        TensorEntry entry = file.Tensors["t"];
        Assert.Equal((DType.Int32, 24L), (entry.DType, entry.ByteCount));
        Assert.Equal([3, 2], entry.Shape);
        using torch.Tensor read = TensorPieces.Read(TensorSource.Of(new IndexedTensor(file, entry)), pieceBytes: 8);
        Assert.Equal([0, 3, 1, 4, 2, 5], read.data<int>().ToArray());
    }

    [Fact]
    public void Write_SourceOfAnotherLength_ThrowsAndKeepsTheOldFile()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", "old");
        SafetensorsWriter writer = new();
        writer.Add("a", DType.Float32, [2], new byte[7]);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => writer.Write(path));

        Assert.Contains("'a' wrote 7 bytes; its shape needs 8", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Add_NameTakenOrReservedOrBadShape_Throws()
    {
        SafetensorsWriter writer = new();
        writer.Add("a", DType.UInt8, [1], new byte[1]);

        Assert.Throws<ArgumentException>(() => writer.Add("a", DType.UInt8, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", DType.UInt8, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("b", DType.UInt8, [-1], new byte[1]));
    }

    [Fact]
    public void Add_TensorOfATypeTheFormatLacks_Throws()
    {
        using torch.Tensor complex = torch.zeros(1, dtype: torch.complex64);

        Assert.Throws<ArgumentException>(() => new SafetensorsWriter().Add("c", complex));
    }
}
