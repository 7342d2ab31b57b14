using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Reads a whole quantized matrix in pieces and compares every weight, exactly.</summary>
internal static class QuantizedReading
{
    /// <param name="weight">The weight of an output and an input feature.</param>
    /// <param name="rowsAtOnce">Rows of a piece, which need not divide the rows.</param>
    public static void AssertEquals(QuantizedMatrix matrix, Func<int, int, double> weight, int rowsAtOnce)
    {
        for (int row = 0; row < matrix.RowCount; row += rowsAtOnce)
        {
            AssertRows(matrix, weight, row, Math.Min(rowsAtOnce, matrix.RowCount - row));
        }
    }

    public static (byte[] Values, float[] Scales, float[] Offsets) Read(QuantizedMatrix matrix, int firstRow, int rows)
    {
        byte[] values = new byte[rows * matrix.ColumnCount];
        float[] scales = new float[rows * matrix.GroupCount];
        float[] offsets = new float[matrix.HasOffsets ? scales.Length : 0];
        matrix.ReadRows(firstRow, values, scales, offsets);
        return (values, scales, offsets);
    }

    private static void AssertRows(QuantizedMatrix matrix, Func<int, int, double> weight, int firstRow, int rows)
    {
        (byte[] values, float[] scales, float[] offsets) = Read(matrix, firstRow, rows);
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, matrix.ColumnCount);
            int group = (row * matrix.GroupCount) + (column / matrix.GroupSize);
            double scale = scales[group];
            double offset = matrix.HasOffsets ? offsets[group] : scale * matrix.ZeroPoint;
            int input = matrix.ColumnOrder?[column] ?? column;

            // All of it is exact in float64: 24 bits times 9 at most.
            double expected = weight(firstRow + row, input);
            Assert.True(
                (scale * values[i]) - offset == expected && values[i] < 1 << matrix.Bits,
                $"row {firstRow + row}, column {input}: {values[i]} x {scale} - {offset}, not {expected}");
        }
    }
}
