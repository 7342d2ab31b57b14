using System.Numerics.Tensors;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Attention of the new tokens of several sequences to their cached blocks, on a set of threads. Query head h reads
/// key/value head h / (heads / kvHeads), which is loaded once for 8 queries of its heads and of adjacent tokens.
/// </summary>
/// <param name="headCount">The number of query heads.</param>
internal sealed unsafe class PagedAttention(KernelThreads threads, KvBlockLayout layout, int headCount, AttentionKernel? kernel = null)
{
    // A query's blocks are accumulated in parts of this many blocks, which are then merged. The parts never depend on
    // the threads, so that all threads can share a single long sequence and the result has the same bits when they do
    // not.
    private const int PartBlocks = 64;

    // With fewer tiles, a thread that another program holds up would delay the step: the tiles are divided into parts.
    private const int TilesPerThread = 8;

    private readonly AttentionKernel _kernel = kernel ?? AttentionKernel.Best;
    private readonly int _group = headCount / layout.HeadCount;
    private readonly int _stateFloats = AttentionTile.StateFloats(layout.PaddedHeadSize);

    // The results of the parts of a step's tiles, reused by later steps.
    private float[] _states = [];

    /// <summary>Computes softmax(q kᵀ) v for every new token over all tokens of its sequence up to itself.</summary>
    /// <param name="blocks">One layer's memory, block after block, including the keys and values of the new tokens.</param>
    /// <param name="queries">The rotated queries, [all new tokens, heads, headSize].</param>
    /// <param name="factors">The factors of the elements of a head's queries, [kvHeads, headSize].</param>
    /// <param name="output">The result, in the shape of the queries.</param>
    public void Run(NativeBytes blocks, IReadOnlyList<AttentionRun> runs, ReadOnlySpan<float> queries, ReadOnlySpan<float> factors, Span<float> output)
    {
        // The longest first, so that no thread begins a long one when the others have finished.
        Tile[] tiles = [.. runs.SelectMany(Tiles).OrderByDescending(tile => tile.BlockCount)];
        (int Tile, int Part)[] parts = [.. tiles.SelectMany((tile, index) => Enumerable.Range(0, tile.PartCount).Select(part => (index, part)))];
        fixed (float* source = queries, multiply = factors, target = output)
        {
            Pass pass = new((nint)blocks.Pointer, (nint)source, (nint)multiply, (nint)target);
            if (tiles.Length >= TilesPerThread * threads.Count || parts.Length == tiles.Length || threads.Count == 1)
            {
                threads.Run(tiles.Length, index => RunTile(pass, tiles[index]));
            }
            else
            {
                RunParts(pass, tiles, parts);
            }
        }
    }

    private void RunParts(Pass pass, Tile[] tiles, (int Tile, int Part)[] parts)
    {
        if (_states.Length < parts.Length * _stateFloats)
        {
            _states = GC.AllocateUninitializedArray<float>(parts.Length * _stateFloats, pinned: true);
        }

        fixed (float* memory = _states)
        {
            nint states = (nint)memory;
            threads.Run(parts.Length, index => RunPart(pass, tiles[parts[index].Tile], parts[index].Part, StateOf(states, index)));
            int[] firsts = [.. Enumerable.Range(0, parts.Length).Where(index => parts[index].Part == 0)];
            threads.Run(tiles.Length, index => MergeParts(pass, tiles[index], StateOf(states, firsts[index])));
        }
    }

    private float* StateOf(nint states, int index) => (float*)states + ((long)index * _stateFloats);

    private IEnumerable<Tile> Tiles(AttentionRun run)
    {
        int queryCount = run.Count * _group;
        for (int head = 0; head < layout.HeadCount; head++)
        {
            for (int first = 0; first < queryCount; first += AttentionTile.Rows)
            {
                int count = Math.Min(AttentionTile.Rows, queryCount - first);
                int visible = run.Start + ((first + count - 1) / _group) + 1;
                yield return new Tile(run, head, first, count, (visible + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens);
            }
        }
    }

    private void RunTile(Pass pass, Tile tile)
    {
        float* memory = stackalloc float[2 * _stateFloats];
        AttentionTile total = AttentionTile.At(memory);
        total.Clear(layout.PaddedHeadSize);
        for (int part = 0; part < tile.PartCount; part++)
        {
            AttentionTile gathered = RunPart(pass, tile, part, memory + _stateFloats);
            _kernel.Merge(total, gathered, layout.PaddedHeadSize);
        }

        Finish(pass, tile, total);
    }

    private void MergeParts(Pass pass, Tile tile, float* states)
    {
        float* memory = stackalloc float[_stateFloats];
        AttentionTile total = AttentionTile.At(memory);
        total.Clear(layout.PaddedHeadSize);
        for (int part = 0; part < tile.PartCount; part++)
        {
            _kernel.Merge(total, AttentionTile.At(states + ((long)part * _stateFloats)), layout.PaddedHeadSize);
        }

        Finish(pass, tile, total);
    }

    /// <returns>The partial result of the tile's queries, in <paramref name="state"/>.</returns>
    private AttentionTile RunPart(Pass pass, Tile tile, int part, float* state)
    {
        float* queries = stackalloc float[layout.PaddedHeadSize * AttentionTile.Rows];
        int* visible = stackalloc int[AttentionTile.Rows];
        Load(pass, tile, queries, visible);
        AttentionTile gathered = AttentionTile.At(state);
        gathered.Clear(layout.PaddedHeadSize);
        gathered.Count = tile.Count;
        gathered.Queries = queries;
        gathered.Visible = visible;
        fixed (int* table = tile.Run.Blocks)
        {
            int end = Math.Min((part + 1) * PartBlocks, tile.BlockCount);
            _kernel.Gather(layout, (byte*)pass.Blocks + ((long)tile.Head * layout.HeadBytes), table, part * PartBlocks, end, gathered);
        }

        return gathered;
    }

    /// <summary>Copies the tile's queries into [8, padded headSize] and sets the number of tokens that each sees.</summary>
    private void Load(Pass pass, Tile tile, float* queries, int* visible)
    {
        int width = layout.PaddedHeadSize;
        new Span<float>(queries, width * AttentionTile.Rows).Clear();
        ReadOnlySpan<float> factors = new((float*)pass.Factors + ((long)tile.Head * layout.HeadSize), layout.HeadSize);
        for (int row = 0; row < tile.Count; row++)
        {
            ReadOnlySpan<float> source = new((float*)pass.Queries + Offset(tile, row), layout.HeadSize);
            TensorPrimitives.Multiply(source, factors, new Span<float>(queries + (row * width), layout.HeadSize));
            visible[row] = tile.Run.Start + ((tile.First + row) / _group) + 1;
        }
    }

    private void Finish(Pass pass, Tile tile, AttentionTile total)
    {
        for (int row = 0; row < tile.Count; row++)
        {
            float* target = (float*)pass.Output + Offset(tile, row);
            float* outputs = total.Outputs + (row * layout.PaddedHeadSize);
            float share = 1 / TensorPrimitives.Sum(new ReadOnlySpan<float>(total.Sums + (row * KvBlockLayout.Tokens), KvBlockLayout.Tokens));
            for (int d = 0; d < layout.HeadSize; d++)
            {
                target[d] = outputs[d] * share;
            }
        }
    }

    // A tile's queries are ordered by token, then by head of the group.
    private long Offset(Tile tile, int row)
    {
        int query = tile.First + row;
        long token = tile.Run.FirstRow + (query / _group);
        return ((token * headCount) + (tile.Head * _group) + (query % _group)) * layout.HeadSize;
    }

    private sealed record Pass(nint Blocks, nint Queries, nint Factors, nint Output);

    /// <summary>Queries of one sequence that read one key/value head.</summary>
    private sealed record Tile(AttentionRun Run, int Head, int First, int Count, int BlockCount)
    {
        public int PartCount => (BlockCount + PartBlocks - 1) / PartBlocks;
    }
}
