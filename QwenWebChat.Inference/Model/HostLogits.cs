using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Model;

/// <summary>The logits of a model that computes in host memory.</summary>
internal sealed class HostLogits(int vocabularySize) : IStepLogits
{
    private float[] _logits = [];

    public int RowCount { get; private set; }

    /// <summary>Allocated memory in bytes, as the step with the most rows needed.</summary>
    public long Bytes => (long)_logits.Length * sizeof(float);

    /// <summary>Allocates the rows of a step.</summary>
    /// <returns>The rows to fill, [rows, vocabulary].</returns>
    public Span<float> Begin(int rowCount)
    {
        int count = rowCount * vocabularySize;
        if (_logits.Length < count)
        {
            _logits = new float[count];
        }

        RowCount = rowCount;
        return _logits.AsSpan(0, count);
    }

    public bool TryTop(int row, out TopLogits top)
    {
        top = default;
        return false;
    }

    public Span<float> Row(int row) => _logits.AsSpan(row * vocabularySize, vocabularySize);
}
