namespace QwenWebChat.Inference.Sampling;

/// <summary>The logits of one step, one row for each that its batch requested. Valid until the model's next step.</summary>
internal interface IStepLogits
{
    int RowCount { get; }

    /// <summary>Returns the largest logits of a row if the model's device selected them, so that the row need not be copied.</summary>
    /// <returns>False if whole rows are available at no extra cost.</returns>
    bool TryTop(int row, out TopLogits top);

    /// <summary>Returns all logits of a row, unprocessed.</summary>
    /// <returns>The logits, [vocabulary], which may be overwritten; valid until the next call for the same row.</returns>
    Span<float> Row(int row);
}
