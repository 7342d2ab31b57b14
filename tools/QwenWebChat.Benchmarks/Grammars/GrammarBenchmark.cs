using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>Runs MaskBench: the verdicts on real schemas with valid and invalid instances, and the times of masks, on one thread.</summary>
internal static class GrammarBenchmark
{
    public static Task RunAsync(GrammarSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        QwenTokenizer tokenizer = QwenTokenizer.Load(settings.Tokenizer);
        GrammarVocabulary vocabulary = tokenizer.CreateGrammarVocabulary(tokenizer.EndTokenIds);
        string[] files = [.. Directory.GetFiles(settings.Folder, "*.json").Where(file => Path.GetFileName(file).Contains(settings.Match, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Where((_, index) => index % settings.Every == 0)];
        List<GrammarCase> cases = [];
        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GrammarCase one = GrammarCase.Run(file, tokenizer, vocabulary);
            cases.Add(one);
            if (one.Outcome is not (GrammarOutcome.Passed or GrammarOutcome.CompileError or GrammarOutcome.OtherOrder) || one.FirstMask.TotalSeconds > 1)
            {
                output.Error.WriteLine($"{one.Outcome} {one.Name}, first mask {one.FirstMask.TotalMilliseconds:0} ms: {one.Detail}");
            }
        }

        Write(cases, settings, output);
        return Task.CompletedTask;
    }

    private static void Write(List<GrammarCase> cases, GrammarSettings settings, CommandOutput output)
    {
        double[] first = [.. cases.Where(one => one.FirstMask > TimeSpan.Zero).Select(one => one.FirstMask.TotalMilliseconds).Order()];
        double[] masks = [.. cases.SelectMany(one => one.Masks).Select(time => time.TotalMicroseconds).Order()];
        Dictionary<GrammarOutcome, int> outcomes = Enum.GetValues<GrammarOutcome>().ToDictionary(outcome => outcome, outcome => cases.Count(one => one.Outcome == outcome));
        output.Write(
            new
            {
                schemas = cases.Count,
                outcomes,
                instances = cases.Sum(one => one.InstanceCount),
                otherOrder = cases.Sum(one => one.OtherOrder),
                validRefused = cases.Sum(one => one.ValidRefused),
                invalidAccepted = cases.Sum(one => one.InvalidAccepted),
                firstMaskMs = Figures(first),
                maskUs = Figures(masks),
                masks = masks.Length,
            },
            [
                $"schemas {cases.Count}: {outcomes[GrammarOutcome.Passed]} passed, {outcomes[GrammarOutcome.CompileError]} refused, {outcomes[GrammarOutcome.OtherOrder]} have an instance in another order, {outcomes[GrammarOutcome.ValidRefused]} refuse a valid instance, {outcomes[GrammarOutcome.InvalidAccepted]} let an invalid one through, {outcomes[GrammarOutcome.Crashed]} crashed",
                $"instances {cases.Sum(one => one.InstanceCount)}: {cases.Sum(one => one.OtherOrder)} valid ones in another order, {cases.Sum(one => one.ValidRefused)} valid refused, {cases.Sum(one => one.InvalidAccepted)} invalid let through",
                $"first mask, ms  average {Average(first):0.00}, p99 {At(first, 0.99):0.0}, max {At(first, 1):0}",
                $"mask, us        average {Average(masks):0.0}, p50 {At(masks, 0.5):0.0}, p99 {At(masks, 0.99):0}, p99.9 {At(masks, 0.999):0}, max {At(masks, 1):0}, of {masks.Length:N0}",
                .. cases.Where(one => one.Outcome != GrammarOutcome.Passed).GroupBy(one => one.Outcome).SelectMany(group => group.Take(settings.List))
                    .Select(one => (FormattableString)$"{one.Outcome} {one.Name}: {one.Detail}"),
            ]);
    }

    private static object Figures(double[] sorted) => new { average = Average(sorted), p50 = At(sorted, 0.5), p99 = At(sorted, 0.99), p999 = At(sorted, 0.999), max = At(sorted, 1) };

    private static double Average(double[] values) => values.DefaultIfEmpty().Average();

    private static double At(double[] sorted, double share) => Percentiles.Of<double>(sorted, share) ?? 0;
}
