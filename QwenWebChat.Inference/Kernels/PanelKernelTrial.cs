using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Chooses the kernels of a model's quantized weights by a short trial on these weights: wider instructions are not faster
/// on every machine. All kernels give the same bits, so the choice changes the speed only.
/// </summary>
/// <param name="kernels">The kernels to try; an earlier one is preferred if the speed is about equal.</param>
/// <param name="measure">Returns the seconds of one product with some rows of activations.</param>
internal sealed class PanelKernelTrial(IReadOnlyList<PanelKernel> kernels, Func<PanelKernel, QuantizedWeight, int, double> measure)
{
    private const int ManyRows = 16;

    // The first round is slow, because the kernels are compiled in it.
    private const int Rounds = 7;

    // One product: some tenths of a millisecond for a single row.
    private const long SliceBytes = 8 << 20;

    // Smaller differences are noise.
    private const double MinGain = 1.03;

    private static readonly ConcurrentDictionary<(QuantizedForm Form, int Threads), Outcome> Outcomes = [];

    /// <summary>Runs the trial for a model with these weights; a shape that was tried before in this process keeps its kernels.</summary>
    public static PanelKernelChoice Choose(IEnumerable<QuantizedWeight> weights, KernelThreads threads) =>
        On(threads, PanelKernel.Candidates).Run(weights, (form, run) => Outcomes.GetOrAdd((form, threads.Count), _ => run()));

    /// <summary>Returns a trial that measures products on these threads.</summary>
    public static PanelKernelTrial On(KernelThreads threads, IReadOnlyList<PanelKernel> kernels) =>
        new(kernels, (kernel, weight, rowCount) => Measure(kernel, weight, rowCount, threads));

    /// <summary>Runs the trial.</summary>
    /// <param name="weights">The weights of the model.</param>
    /// <param name="remember">Returns the outcome for a shape, from an earlier trial or by running it; null runs it.</param>
    public PanelKernelChoice Run(IEnumerable<QuantizedWeight> weights, Func<QuantizedForm, Func<Outcome>, Outcome>? remember = null)
    {
        Dictionary<int, (PanelKernel, PanelKernel)> byBits = [];
        List<OperatorChoice> operators = [];
        foreach (IGrouping<int, QuantizedWeight> group in weights.GroupBy(weight => weight.Form.Bits).OrderBy(group => group.Key))
        {
            // The shape that takes most of a step.
            QuantizedWeight[] tried = [.. group.GroupBy(weight => weight.Form with { ColumnOrder = null }).MaxBy(same => same.Sum(weight => weight.Bytes))!];
            QuantizedForm form = tried[0].Form with { ColumnOrder = null };
            Outcome outcome = remember is null ? Try(tried) : remember(form, () => Try(tried));
            byBits[group.Key] = (outcome.OneRow, outcome.ManyRows);
            operators.Add(new OperatorChoice($"int{group.Key} product", outcome.Taken, outcome.Figures));
        }

        return new PanelKernelChoice(kernels[0], byBits, operators);
    }

    private Outcome Try(QuantizedWeight[] weights)
    {
        PanelKernel[] variants = [.. kernels.SelectMany(kernel => kernel.RowVariants)];
        QuantizedWeight[] slices = [.. weights.SelectMany(Slices).Take(Rounds * variants.Length)];
        List<string> figures = [];
        PanelKernel one = Fastest(variants, slices, 1, weight => weight.Bytes, "GB/s", figures);
        PanelKernel many = Fastest(kernels, slices, ManyRows, weight => 2.0 * ManyRows * weight.RowCount * weight.ColumnCount, "GOP/s", figures);
        return new Outcome(one, many, figures);
    }

    /// <param name="tried">The kernels to try; a single one is not measured.</param>
    /// <param name="work">Returns the bytes or the operations of a product.</param>
    /// <param name="figures">The list to which the speeds are added.</param>
    private PanelKernel Fastest(
        IReadOnlyList<PanelKernel> tried, QuantizedWeight[] weights, int rowCount, Func<QuantizedWeight, double> work, string unit, List<string> figures)
    {
        if (tried.Count == 1)
        {
            return tried[0];
        }

        double[] speeds = new double[tried.Count];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < speeds.Length; i++)
            {
                // Another weight each time: a cache does not hold it, as in a step.
                QuantizedWeight weight = weights[((round * speeds.Length) + i) % weights.Length];
                speeds[i] = Math.Max(speeds[i], work(weight) / measure(tried[i], weight, rowCount));
            }
        }

        int best = 0;
        for (int i = 1; i < speeds.Length; i++)
        {
            best = speeds[i] > speeds[best] * MinGain ? i : best;
        }

        IEnumerable<string> all = tried.Select((kernel, i) => string.Create(CultureInfo.InvariantCulture, $"{kernel.Name} {speeds[i] / 1e9:0.0}"));
        figures.Add($"{rowCount} {(rowCount == 1 ? "row" : "rows")}: {string.Join(", ", all)} {unit}");
        return tried[best];
    }

    private static IEnumerable<QuantizedWeight> Slices(QuantizedWeight weight)
    {
        int panels = (int)Math.Clamp(SliceBytes / weight.Form.PanelValueBytes, 1, weight.Form.PanelCount);
        for (int panel = 0; panel + panels <= weight.Form.PanelCount; panel += panels)
        {
            yield return weight.Slice(panel, panels);
        }
    }

    private static double Measure(PanelKernel kernel, QuantizedWeight weight, int rowCount, KernelThreads threads)
    {
        float[] x = [.. Enumerable.Range(0, rowCount * weight.ColumnCount).Select(i => (i % 251) - 125f)];
        float[] output = new float[rowCount * weight.RowCount];
        QuantizedProduct product = new(threads, PanelKernelChoice.Of(kernel));
        long begun = Stopwatch.GetTimestamp();
        product.Run(x, [weight], [], output);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>The outcome for one shape.</summary>
    /// <param name="Figures">The speeds, for the log.</param>
    internal sealed record Outcome(PanelKernel OneRow, PanelKernel ManyRows, IReadOnlyList<string> Figures)
    {
        public string Taken => OneRow == ManyRows ? OneRow.Name : $"{OneRow.Name} for 1 row, {ManyRows.Name} for more";
    }
}
