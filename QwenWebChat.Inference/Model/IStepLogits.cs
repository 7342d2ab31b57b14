namespace QwenWebChat.Inference.Model;

/// <summary>The logits of one step, a row for each that its batch asked for. Valid until the model's next step.</summary>
internal interface IStepLogits
{
    int RowCount { get; }

    /// <summary>The largest logits of a row, where the model's device picked them out so that the row need not leave it.</summary>
    /// <returns>False where whole rows are as near.</returns>
    bool TryTop(int row, out TopLogits top);

    /// <summary>All logits of a row, as the model gave them.</summary>
    /// <returns>[vocabulary]; free to overwrite, until the next call for the same row.</returns>
    Span<float> Row(int row);
}
