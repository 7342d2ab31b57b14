namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A count of the texts that the content of a JSON string may be.</summary>
/// <param name="AtLeast">So many texts were found.</param>
/// <param name="IsAll">True if there are no others.</param>
internal readonly record struct TextCount(int AtLeast, bool IsAll)
{
    private const int MaxSteps = 10_000;

    /// <summary>Counts texts up to a maximum; it gives up after some steps.</summary>
    public static TextCount Of(Expression content, int max)
    {
        int count = 0;
        // Every entry is a text's beginning without escapes, so that none is counted in two spellings.
        Queue<Expression> open = new([content]);
        for (int step = 0; open.TryDequeue(out Expression? state); step++)
        {
            if (step == MaxSteps || (state.IsNullable && ++count == max))
            {
                return new TextCount(count, false);
            }

            for (int value = state.First.NextFrom(0); value >= 0 && step + open.Count <= MaxSteps; value = value == 255 ? -1 : state.First.NextFrom(value + 1))
            {
                if (value != '\\' && state.Next((byte)value) is var next and not ConstantExpression { IsNullable: false })
                {
                    open.Enqueue(next);
                }
            }
        }

        return new TextCount(count, true);
    }
}
