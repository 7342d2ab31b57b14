using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Engine;

/// <summary>A step's logits without their largest, or with somebody who is told when a whole row is copied.</summary>
internal sealed class WatchedLogits(IStepLogits inner, bool hasTop, Action onRow) : IStepLogits
{
    public int RowCount => inner.RowCount;

    public bool TryTop(int row, out TopLogits top)
    {
        bool given = inner.TryTop(row, out top);
        return given && hasTop;
    }

    public Span<float> Row(int row)
    {
        onRow();
        return inner.Row(row);
    }
}
