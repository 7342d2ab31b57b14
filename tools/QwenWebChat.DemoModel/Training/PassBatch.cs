namespace QwenWebChat.DemoModel.Training;

/// <summary>Examples of similar length in one forward pass.</summary>
internal sealed record PassBatch(IReadOnlyList<TrainingExample> Examples)
{
    /// <summary>The length of the longest example; the others are padded.</summary>
    public int Length => Examples.Max(example => example.Ids.Length);

    public int TokenCount => Examples.Sum(example => example.Ids.Length);

    /// <summary>The sum of weights, by which the step's loss is divided.</summary>
    public double Weight => Examples.Sum(example => (double)example.Weights.Skip(1).Sum());
}
