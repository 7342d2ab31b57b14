using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>Multiplies rows of activations with quantized weights, on a set of threads.</summary>
internal sealed unsafe class QuantizedProduct(KernelThreads threads, PanelKernelChoice kernels)
{
    // One work item: a few microseconds of reading, far more than the cost of taking it from the queue.
    private const long ItemBytes = 128 << 10;

    // The same for a single row: more, because each set of panels prefetches the next one of its item.
    private const long RowItemBytes = 512 << 10;

    // The threads rarely start and end together; with fewer items the last of them would wait longer for the others.
    private const int MinItemsPerThread = 4;

    /// <summary>Computes output = x Wᵀ + bias for one or several weights over the same rows, in one pass over all of them.</summary>
    /// <param name="x">The input, [rows, columns of the weights].</param>
    /// <param name="bias">The concatenated biases of all weights, or empty.</param>
    /// <param name="output">The results of the weights one after the other, each [rows, rows of the weight].</param>
    public void Run(ReadOnlySpan<float> x, IReadOnlyList<QuantizedWeight> weights, ReadOnlySpan<float> bias, Span<float> output)
    {
        int rowCount = x.Length / weights[0].Form.ColumnCount;
        List<QuantizedRows> rounded = [];
        try
        {
            fixed (float* source = x, start = bias, target = output)
            {
                Part[] parts = Divide(weights, rowCount, rounded, start, target);
                foreach (QuantizedRows rows in rounded)
                {
                    Fill(rows, source);
                }

                threads.Run(parts[^1].EndItem, item => RunItem(parts, item));
            }
        }
        finally
        {
            foreach (QuantizedRows rows in rounded)
            {
                rows.Dispose();
            }
        }
    }

    // Quantizing a single row is faster than waking another thread.
    private void Fill(QuantizedRows rows, float* source)
    {
        if (rows.TileCount == 1)
        {
            rows.FillTile(0, source);
        }
        else
        {
            threads.Run(rows.TileCount, tile => rows.FillTile(tile, source));
        }
    }

    private Part[] Divide(IReadOnlyList<QuantizedWeight> weights, int rowCount, List<QuantizedRows> rounded, float* bias, float* output)
    {
        Part[] parts = new Part[weights.Count];
        int items = 0;
        int panelCount = weights.Sum(weight => weight.Form.PanelCount);
        for (int i = 0; i < parts.Length; i++)
        {
            QuantizedForm form = weights[i].Form;
            QuantizedRows? rows = rounded.Find(rows => rows.Fit(form));
            if (rows is null)
            {
                rows = new QuantizedRows(rowCount, form, kernels.For(form.Bits, rowCount));
                rounded.Add(rows);
            }

            int panelsPerItem = PanelsPerItem(form, rowCount, panelCount);
            int firstItem = items;
            items += (form.PanelCount + panelsPerItem - 1) / panelsPerItem;
            parts[i] = new Part(weights[i], rows, (nint)bias, (nint)output, firstItem, items, panelsPerItem);
            bias = bias is null ? null : bias + form.RowCount;
            output += (long)rowCount * form.RowCount;
        }

        return parts;
    }

    /// <param name="panelCount">The panels of all weights.</param>
    private int PanelsPerItem(QuantizedForm form, int rowCount, int panelCount)
    {
        if (rowCount > 1)
        {
            return (int)Math.Max(ItemBytes / form.PanelValueBytes, 1);
        }

        // Whole sets of panels, or parts of a set if the threads are many.
        int maxPanels = (int)Math.Max(RowItemBytes / form.PanelValueBytes, PanelKernel.RowPanels);
        int panels = Math.Clamp(panelCount / (MinItemsPerThread * threads.Count), 1, maxPanels);
        return panels >= PanelKernel.RowPanels ? panels / PanelKernel.RowPanels * PanelKernel.RowPanels : panels >= 2 ? 2 : 1;
    }

    private static void RunItem(Part[] parts, int item)
    {
        Part part = parts[0];
        for (int i = 1; item >= part.EndItem; i++)
        {
            part = parts[i];
        }

        QuantizedForm form = part.Weight.Form;
        int first = (item - part.FirstItem) * part.PanelsPerItem;
        int end = Math.Min(first + part.PanelsPerItem, form.PanelCount);
        part.Rows.Kernel.Run(part.Weight, first, end - first, part.Rows, (float*)part.Bias, (float*)part.Output, form.RowCount);
    }

    private sealed record Part(
        QuantizedWeight Weight, QuantizedRows Rows, nint Bias, nint Output, int FirstItem, int EndItem, int PanelsPerItem);
}
