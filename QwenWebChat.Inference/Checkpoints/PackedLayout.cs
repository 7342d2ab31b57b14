namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The shapes of the tensors of one AWQ or GPTQ matrix, which hold it transposed: <c>qweight</c>, <c>qzeros</c> and
/// <c>scales</c>, where weight[n, k] = scales[g, n] x (value[n, k] - zero[g, n]). Sources: AutoAWQ's
/// <c>awq/modules/linear/gemm.py</c>; AutoGPTQ's <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
internal sealed class PackedLayout
{
    /// <summary>What every group size must be a multiple of.</summary>
    public const int LeastGroupSize = 16;

    private const int WordBits = 32;

    // AWQ's word holds the columns 0, 2, 4, 6, 1, 3, 5, 7 of eight, from its low bits up.
    private static readonly int[] AwqShifts = [0, 16, 4, 20, 8, 24, 12, 28];

    private readonly int[] _rowShifts;

    private PackedLayout(QuantizationConfig config, string stem, int rowCount, int columnCount, int groupSize)
    {
        Config = config;
        Stem = stem;
        RowCount = rowCount;
        ColumnCount = columnCount;
        GroupSize = groupSize;
        SharedGroupSize = new[] { 128, 64, 32, LeastGroupSize }.First(size => groupSize % size == 0);
        _rowShifts = config.Method == QuantizationMethod.Awq
            ? AwqShifts
            : [.. Enumerable.Range(0, ValuesPerWord).Select(i => i * config.Bits)];
    }

    public QuantizationConfig Config { get; }

    /// <summary>The tensors' common name, such as <c>model.layers.0.mlp.up_proj</c>.</summary>
    public string Stem { get; }

    /// <summary>Output features.</summary>
    public int RowCount { get; }

    /// <summary>Input features.</summary>
    public int ColumnCount { get; }

    /// <summary>Columns that share a scale in the file.</summary>
    public int GroupSize { get; }

    /// <summary>Columns that share a scale in a <see cref="QuantizedMatrix"/>: 16 to 128; larger groups repeat theirs.</summary>
    public int SharedGroupSize { get; }

    /// <summary>Scales of a row in the file.</summary>
    public int GroupCount => ColumnCount / GroupSize;

    public int ValuesPerWord => WordBits / Config.Bits;

    /// <summary>Where the i-th of <see cref="ValuesPerWord"/> rows lies in a word that packs along the rows.</summary>
    public ReadOnlySpan<int> RowShifts => _rowShifts;

    public IReadOnlyList<long> WeightShape => Config.Method == QuantizationMethod.Awq
        ? [ColumnCount, RowCount / ValuesPerWord]
        : [ColumnCount / ValuesPerWord, RowCount];

    public IReadOnlyList<long> ZerosShape => [GroupCount, RowCount / ValuesPerWord];

    public IReadOnlyList<long> ScalesShape => [GroupCount, RowCount];

    public IReadOnlyList<long> GroupIndexShape => [ColumnCount];

    /// <summary>The settings in a few words, for messages.</summary>
    public string Description =>
        $"{Config.MethodName}, {Config.Bits} bits, {RowCount} x {ColumnCount} weights in groups of {GroupSize}";

    /// <param name="path">The file that holds the matrix, for messages.</param>
    /// <exception cref="CheckpointException">The format cannot hold a matrix of this size in groups of that size.</exception>
    public static PackedLayout Of(QuantizationConfig config, string path, string stem, int rowCount, int columnCount)
    {
        int groupSize = config.GroupSize ?? columnCount;
        int valuesPerWord = WordBits / config.Bits;
        string? expected = rowCount % valuesPerWord != 0 ? $"a multiple of {valuesPerWord} rows"
            : groupSize % LeastGroupSize != 0 ? $"a multiple of {LeastGroupSize} columns"
            : columnCount % groupSize != 0 ? $"a multiple of {groupSize} columns, the group size"
            : (long)rowCount * columnCount * config.Bits / 8 > Array.MaxLength ? "less than 2 GiB"
            : null;
        return expected is null
            ? new PackedLayout(config, stem, rowCount, columnCount, groupSize)
            : throw new CheckpointException(path, $"'{stem}' of {rowCount} rows x {columnCount} columns in {config.MethodName}", expected);
    }

    /// <summary>The rows that a read asks for.</summary>
    /// <exception cref="ArgumentException">The values are not of whole rows of the matrix.</exception>
    public int CountRows(int firstRow, Span<byte> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        (int rows, int rest) = Math.DivRem(values.Length, ColumnCount);
        return rest == 0 && rows <= RowCount - firstRow
            ? rows
            : throw new ArgumentException(
                $"{values.Length} values from row {firstRow} on are no rows of {RowCount} x {ColumnCount}.", nameof(values));
    }
}
