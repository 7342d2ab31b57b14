namespace QwenWebChat.Inference.Model;

/// <summary>The logits of a model that computes in the host's memory.</summary>
internal sealed class HostLogits(int vocabularySize) : IStepLogits
{
    private float[] _logits = [];

    public int RowCount { get; private set; }

    /// <summary>As many as the step with the most rows took.</summary>
    public long Bytes => (long)_logits.Length * sizeof(float);

    /// <summary>Makes room for a step.</summary>
    /// <returns>[rows, vocabulary], to be filled.</returns>
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
