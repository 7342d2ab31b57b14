namespace QwenWebChat.DemoModel.Training;

/// <summary>Examples of about one length, side by side in one forward pass.</summary>
internal sealed record PassBatch(IReadOnlyList<TrainingExample> Examples)
{
    /// <summary>Of the longest example; the others are padded.</summary>
    public int Length => Examples.Max(example => example.Ids.Length);

    public int TokenCount => Examples.Sum(example => example.Ids.Length);

    /// <summary>The sum of weights: what the step's loss is divided by.</summary>
    public double Weight => Examples.Sum(example => (double)example.Weights.Skip(1).Sum());
}
