using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>
/// Splits every layer among devices (tensor parallelism; Shoeybi et al. 2019): each device has some query heads with
/// their key and value heads, and some columns of the MLP. Query, key, value, gate and up projections are split by
/// rows; output and down projections by the matching columns.
/// </summary>
internal sealed class TensorShards
{
    private readonly Qwen2Config _config;
    private readonly (int First, int Count)[] _heads;
    private readonly (int First, int Count)[] _keyHeads;
    private readonly (int First, int Count)[] _columns;

    /// <param name="path">The checkpoint's path, for error messages.</param>
    /// <param name="count">The number of devices.</param>
    /// <exception cref="CheckpointException">The heads cannot be divided among that many devices.</exception>
    public TensorShards(string path, Qwen2Config config, int count)
    {
        _config = config;
        int keyHeads = config.KeyValueHeadCount;
        int group = config.HeadCount / keyHeads;
        if ((keyHeads % count != 0 && count % keyHeads != 0) || count > config.HeadCount)
        {
            throw new CheckpointException(path, $"{config.HeadCount} query heads over {keyHeads} key/value heads", $"a TensorParallel that divides {keyHeads} or is a multiple of it, not {count}");
        }

        // Devices that share a key/value head each hold a copy of it and some of its query heads.
        int sharing = Math.Max(count / keyHeads, 1);
        _keyHeads = [.. Enumerable.Range(0, count).Select(i => sharing == 1 ? Part(keyHeads, i, count) : (i / sharing, 1))];
        _heads = [.. Enumerable.Range(0, count).Select(i =>
        {
            (int first, int own) = Part(sharing == 1 ? _keyHeads[i].Count * group : group, sharing == 1 ? 0 : i % sharing, sharing);
            return ((_keyHeads[i].First * group) + first, own);
        })];
        int unit = config.IntermediateSize % Int4Packing.LaneColumns == 0 ? Int4Packing.LaneColumns : 1;
        _columns = [.. Enumerable.Range(0, count).Select(i => Part(config.IntermediateSize / unit, i, count)).Select(part => (part.Item1 * unit, part.Item2 * unit))];
    }

    /// <summary>The model's configuration with the head and column counts of one device.</summary>
    public Qwen2Config ConfigOf(int rank) => _config with
    {
        HeadCount = _heads[rank].Count,
        KeyValueHeadCount = _keyHeads[rank].Count,
        IntermediateSize = _columns[rank].Count,
    };

    /// <summary>Returns the part of a weight that one device holds. Norms are on every device, embedding and head on the first.</summary>
    public PlannedWeight Of(int rank, PlannedWeight weight)
    {
        int size = _config.HeadSize;
        string[] name = weight.Spec.Name.Split('.');
        return name[^2] switch
        {
            "q_proj" => weight.Sliced(0, _heads[rank].First * size, _heads[rank].Count * size),
            "k_proj" or "v_proj" => weight.Sliced(0, _keyHeads[rank].First * size, _keyHeads[rank].Count * size),
            "o_proj" => weight.Sliced(1, _heads[rank].First * size, _heads[rank].Count * size),
            "gate_proj" or "up_proj" => weight.Sliced(0, _columns[rank].First, _columns[rank].Count),
            "down_proj" => weight.Sliced(1, _columns[rank].First, _columns[rank].Count),
            _ => weight,
        };
    }

    // As evenly as possible, in order.
    private static (int First, int Count) Part(int total, int index, int count)
    {
        int first = (int)((long)total * index / count);
        return (first, (int)((long)total * (index + 1) / count) - first);
    }
}
