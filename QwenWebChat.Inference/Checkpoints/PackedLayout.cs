namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The shapes of the tensors of one packed matrix, weight[n, k] = scale[n, g] x (value[n, k] - zero[n, g]). AWQ and
/// GPTQ store it transposed: <c>qweight</c>, <c>qzeros</c> and <c>scales</c>; compressed-tensors not transposed:
/// <c>weight_packed</c>, <c>weight_zero_point</c> and <c>weight_scale</c>. Sources: AutoAWQ's
/// <c>awq/modules/linear/gemm.py</c>; AutoGPTQ's <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>;
/// <c>src/compressed_tensors/compressors/pack_quantized</c> of vllm-project/compressed-tensors.
/// </summary>
internal sealed class PackedLayout
{
    /// <summary>Every group size must be a multiple of this.</summary>
    public const int MinGroupSize = 16;

    private const int WordBits = 32;

    // AWQ's word contains the columns 0, 2, 4, 6, 1, 3, 5, 7 of eight, from the low bits up.
    private static readonly int[] AwqShifts = [0, 16, 4, 20, 8, 24, 12, 28];

    private readonly int[] _rowShifts;

    private PackedLayout(QuantizationConfig config, string stem, int rowCount, int columnCount, int bits, int groupSize)
    {
        Config = config;
        Bits = bits;
        Stem = stem;
        RowCount = rowCount;
        ColumnCount = columnCount;
        GroupSize = groupSize;
        SharedGroupSize = new[] { 128, 64, 32, MinGroupSize }.First(size => groupSize % size == 0);
        _rowShifts = config.Method == QuantizationMethod.Awq
            ? AwqShifts
            : [.. Enumerable.Range(0, ValuesPerWord).Select(i => i * bits)];
    }

    public QuantizationConfig Config { get; }

    /// <summary>The bits of a value and of a zero point: 4 or 8.</summary>
    public int Bits { get; }

    /// <summary>The tensors' common name, such as <c>model.layers.0.mlp.up_proj</c>.</summary>
    public string Stem { get; }

    /// <summary>The number of output features.</summary>
    public int RowCount { get; }

    /// <summary>The number of input features.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of columns that share a scale in the file.</summary>
    public int GroupSize { get; }

    /// <summary>
    /// The number of columns that share a scale in a <see cref="QuantizedMatrix"/>: 16 to 128; larger groups repeat
    /// their scale.
    /// </summary>
    public int SharedGroupSize { get; }

    /// <summary>The number of scales of a row in the file.</summary>
    public int GroupCount => ColumnCount / GroupSize;

    public int ValuesPerWord => WordBits / Bits;

    /// <summary>The bit positions of <see cref="ValuesPerWord"/> rows in a word that packs along the rows.</summary>
    public ReadOnlySpan<int> RowShifts => _rowShifts;

    public IReadOnlyList<long> WeightShape => Config.Method switch
    {
        QuantizationMethod.Awq => [ColumnCount, RowCount / ValuesPerWord],
        QuantizationMethod.Gptq => [ColumnCount / ValuesPerWord, RowCount],
        _ => [RowCount, ColumnCount / ValuesPerWord],
    };

    /// <summary>The shape of the zero points. The last word of rows may be partly filled if the matrix is not transposed.</summary>
    public IReadOnlyList<long> ZerosShape =>
        IsTransposed(Config) ? [GroupCount, RowCount / ValuesPerWord] : [(RowCount + ValuesPerWord - 1) / ValuesPerWord, GroupCount];

    public IReadOnlyList<long> ScalesShape => IsTransposed(Config) ? [GroupCount, RowCount] : [RowCount, GroupCount];

    public IReadOnlyList<long> GroupIndexShape => [ColumnCount];

    /// <summary>The settings in a few words, for messages.</summary>
    public string Description =>
        $"{Config.MethodName}, {Bits} bits, {RowCount} x {ColumnCount} weights in groups of {GroupSize}";

    /// <param name="path">The file that holds the matrix, for messages.</param>
    /// <param name="bits">The bits of a value: 4 or 8.</param>
    /// <param name="groupSize">The number of input features that share a scale; null for a whole row.</param>
    /// <exception cref="CheckpointException">The format cannot hold a matrix of this size in groups of that size.</exception>
    public static PackedLayout Of(
        QuantizationConfig config, string path, string stem, int rowCount, int columnCount, int bits, int? groupSize)
    {
        int size = groupSize ?? columnCount;
        int valuesPerWord = WordBits / bits;
        string? expected = IsTransposed(config) && rowCount % valuesPerWord != 0 ? $"a multiple of {valuesPerWord} rows"
            : size % MinGroupSize != 0 ? $"a multiple of {MinGroupSize} columns"
            : columnCount % size != 0 ? $"a multiple of {size} columns, the group size"
            : (long)rowCount * columnCount * bits / 8 > Array.MaxLength ? "less than 2 GiB"
            : null;
        return expected is null
            ? new PackedLayout(config, stem, rowCount, columnCount, bits, size)
            : throw new CheckpointException(path, $"'{stem}' of {rowCount} rows x {columnCount} columns in {config.MethodName}", expected);
    }

    /// <summary>Returns the number of rows of a read.</summary>
    /// <exception cref="ArgumentException">The values are not whole rows of the matrix.</exception>
    public int CountRows(int firstRow, Span<byte> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        (int rows, int rest) = Math.DivRem(values.Length, ColumnCount);
        return rest == 0 && rows <= RowCount - firstRow
            ? rows
            : throw new ArgumentException(
                $"{values.Length} values from row {firstRow} on are not whole rows of {RowCount} x {ColumnCount}.", nameof(values));
    }

    private static bool IsTransposed(QuantizationConfig config) => config.Method != QuantizationMethod.CompressedTensors;
}
