using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>Multiplies rows of activations with float weights, on a set of threads.</summary>
internal sealed unsafe class FloatProduct(KernelThreads threads, FloatPanelKernel? kernel = null)
{
    // One work item: a few microseconds of reading, far more than the cost of taking it from the queue.
    private const long ItemBytes = 128 << 10;

    private readonly FloatPanelKernel _kernel = kernel ?? FloatPanelKernel.Best;

    /// <summary>Computes output = x Wᵀ + bias for one or several weights over the same rows, in one pass over all of them.</summary>
    /// <param name="x">The input, [rows, columns of the weights].</param>
    /// <param name="weights">The weights, all with the same number of columns; their formats may differ.</param>
    /// <param name="bias">The concatenated biases of all weights, or empty.</param>
    /// <param name="output">The results of the weights one after the other, each [rows, rows of the weight].</param>
    public void Run(ReadOnlySpan<float> x, IReadOnlyList<FloatWeight> weights, ReadOnlySpan<float> bias, Span<float> output)
    {
        int columnCount = weights[0].ColumnCount;
        using FloatRows rows = new(x.Length / columnCount, columnCount);
        fixed (float* source = x, start = bias, target = output)
        {
            Fill(rows, source);
            Part[] parts = Divide(weights, rows.RowCount, start, target);
            threads.Run(parts[^1].EndItem, item => RunItem(parts, rows, item));
        }
    }

    // A single row is copied faster than another thread is woken.
    private void Fill(FloatRows rows, float* source)
    {
        if (rows.TileCount == 1)
        {
            rows.FillTile(0, source);
        }
        else
        {
            nint address = (nint)source;
            threads.Run(rows.TileCount, tile => rows.FillTile(tile, (float*)address));
        }
    }

    private Part[] Divide(IReadOnlyList<FloatWeight> weights, int rowCount, float* bias, float* output)
    {
        Part[] parts = new Part[weights.Count];
        int items = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            FloatWeight weight = weights[i];
            int bands = (int)Math.Max(1, ItemBytes / (weight.PanelBytes * _kernel.BandPanels));
            int panelsPerItem = bands * _kernel.BandPanels;
            int firstItem = items;
            items += (weight.PanelCount + panelsPerItem - 1) / panelsPerItem;
            parts[i] = new Part(weight, (nint)bias, (nint)output, firstItem, items, panelsPerItem);
            bias = bias is null ? null : bias + weight.RowCount;
            output += (long)rowCount * weight.RowCount;
        }

        return parts;
    }

    private void RunItem(Part[] parts, FloatRows rows, int item)
    {
        Part part = parts[0];
        for (int i = 1; item >= part.EndItem; i++)
        {
            part = parts[i];
        }

        int first = (item - part.FirstItem) * part.PanelsPerItem;
        int end = Math.Min(first + part.PanelsPerItem, part.Weight.PanelCount);
        for (int panel = first; panel < end; panel += _kernel.BandPanels)
        {
            _kernel.Run(part.Weight, panel, rows, (float*)part.Bias, (float*)part.Output);
        }
    }

    private sealed record Part(FloatWeight Weight, nint Bias, nint Output, int FirstItem, int EndItem, int PanelsPerItem);
}
