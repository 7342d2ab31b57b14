using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Caching;

public sealed class KvCacheTests
{
    private static readonly Qwen2Config Config = new()
    {
        HiddenSize = 8,
        IntermediateSize = 8,
        LayerCount = 2,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        HeadSize = 4,
        VocabularySize = 8,
        RopeTheta = 1e6,
        RmsNormEps = 1e-6,
        MaxPositionEmbeddings = 1_000,
    };

    [Fact]
    public void Reserve_BeyondCapacity_KeepsWhatIsHeld()
    {
        using KvCache cache = new(Config, torch.ScalarType.Float32, torch.CPU);
        cache.Reserve(200);
        using torch.Tensor held = torch.arange(200 * 4, dtype: torch.ScalarType.Float32).view(200, 1, 4);
        Append(cache, held);
        cache.Reserve(900);
        using torch.Tensor more = torch.ones(1, 1, 4);

        (torch.Tensor keys, torch.Tensor values) = cache.Append(1, cache.Length, more, more);

        Assert.Equal([1, 201, 4], keys.shape);
        Assert.True(keys.narrow(1, 0, 200).equal(held.transpose(0, 1)).all().item<bool>());
        Assert.True(values.narrow(1, 0, 200).equal(held.transpose(0, 1)).all().item<bool>());
    }

    [Fact]
    public void Append_AfterTruncate_OverwritesWhatWasForgotten()
    {
        using KvCache cache = new(Config, torch.ScalarType.Float32, torch.CPU);
        cache.Reserve(10);
        using torch.Tensor zeros = torch.zeros(5, 1, 4);
        using torch.Tensor ones = torch.ones(2, 1, 4);
        Append(cache, zeros);
        cache.Truncate(3);

        (torch.Tensor keys, _) = cache.Append(0, cache.Length, ones, ones);

        Assert.Equal([0, 0, 0, 4, 4], keys.sum(-1).view(-1).data<float>().ToArray());
    }

    [Fact]
    public void Reserve_OutOfMemory_LeavesAnEmptyCacheThatWorks()
    {
        // 2 G tokens of 256 KiB: more than an address space holds.
        using KvCache cache = new(Config with { HeadSize = 1 << 16, MaxPositionEmbeddings = int.MaxValue }, torch.ScalarType.Float32, torch.CPU);
        cache.Reserve(1);

        Assert.ThrowsAny<Exception>(() => cache.Reserve(int.MaxValue));
        cache.Reserve(1);
        using torch.Tensor token = torch.ones(1, 1, 1 << 16);
        (torch.Tensor keys, _) = cache.Append(1, 0, token, token);

        Assert.Equal([1, 1, 1 << 16], keys.shape);
    }

    [Fact]
    public void Reserve_BeyondContext_IsRefused()
    {
        using KvCache cache = new(Config, torch.ScalarType.Float32, torch.CPU);

        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Reserve(1_001));
    }

    private static void Append(KvCache cache, torch.Tensor tokens)
    {
        for (int layer = 0; layer < Config.LayerCount; layer++)
        {
            cache.Append(layer, cache.Length, tokens, tokens);
        }

        cache.Advance((int)tokens.size(0));
    }
}
