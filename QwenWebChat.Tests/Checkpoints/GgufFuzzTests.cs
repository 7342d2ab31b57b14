using System.Buffers.Binary;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>
/// Files broken at random, in memory: each is read or refused with the one error, and none makes the parser ask for
/// more memory than a small multiple of its own length.
/// </summary>
[Slow]
public sealed class GgufFuzzTests
{
    // A text takes 22 bytes and two a character; an error, its trace and the lists that grow take the rest.
    private const long AllocatedBytesPerByte = 16;
    private const long AllocatedBytesBesides = 64 << 10;

    private static readonly ulong[] Surprises =
    [
        0, 1, 2, 8, 9, 12, 13, 31, 32, 33, 255, 1000, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32,
        1UL << 60, 1UL << 61, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    [Fact]
    public void Read_AnyBytesChanged_ReadsOrIsRefused()
    {
        byte[] good = WithoutTokenizer().ToBytes();
        Fuzz(good, rounds: 100_000, seed: 20240915, header =>
        {
            GgufConfigReader.Read(header);
            GgufGenerationReader.Read(header.Metadata);
        });
    }

    [Fact]
    public void Read_AnyBytesOfATokenizerChanged_ReadsOrIsRefused() =>
        Fuzz(SmallGguf.Create().ToBytes(), rounds: 10_000, seed: 20240916, header => GgufTokenizer.Read(header.Metadata));

    private static void Fuzz(byte[] good, int rounds, int seed, Action<GgufHeader> use)
    {
        int headBytes = HeadBytes(good);
        Random random = new(seed);
        int readCount = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] file = Mutate(good, headBytes, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                use(GgufHeader.Read("model.gguf", new MemoryStream(file)));
                readCount++;
            }
            catch (CheckpointException)
            {
                // As it should be; any other error ends the test.
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > (file.Length * AllocatedBytesPerByte) + AllocatedBytesBesides)
            {
                Assert.Fail($"round {round}: {allocated} bytes for a file of {file.Length}");
            }
        }

        // Mutations that always break the file, or never, would test nothing.
        Assert.InRange(readCount, rounds / 100, rounds * 9 / 10);
    }

    private static byte[] Mutate(byte[] good, int headBytes, Random random)
    {
        byte[] file = (byte[])good.Clone();
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(headBytes - 8);
            switch (random.Next(6))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), Surprises[random.Next(Surprises.Length)]);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), (uint)Surprises[random.Next(Surprises.Length)]);
                    break;
                case 4:
                    // One part over another: a key twice, a type before another's value.
                    int length = random.Next(1, 40);
                    int from = random.Next(headBytes - length);
                    int to = random.Next(headBytes - length);
                    file.AsSpan(from, length).ToArray().CopyTo(file.AsSpan(to));
                    break;
                default:
                    if (random.Next(8) == 0)
                    {
                        return file[..random.Next(file.Length)];
                    }

                    file[at] = (byte)random.Next(14); // the number of a type
                    break;
            }
        }

        return file;
    }

    private static RawGguf WithoutTokenizer() => SmallGguf.WithKeys()
        .Set("tokenizer.ggml.tokens", new[] { "a", "b", "<|im_end|>" })
        .Set("tokenizer.ggml.token_type", new[] { 1, 1, 3 })
        .Set("flags", new[] { true, false })
        .Set("numbers", new[] { 1.0, 2.0 })
        .Add("token_embd.weight", RawGguf.F32, [2, 3], new byte[24])
        .Add("blk.0.ffn_up.weight", 2, [32, 2], new byte[36])
        .Add("blk.0.ffn_down.weight", 14, [256, 1], new byte[210]);

    // All before the first tensor's data, where the surprises are.
    private static int HeadBytes(byte[] file) =>
        (int)GgufHeader.Read("model.gguf", new MemoryStream(file)).Tensors.Values.Min(tensor => tensor.Offset);
}
