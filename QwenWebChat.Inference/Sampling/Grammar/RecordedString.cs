using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A JSON string whose text decides what follows it.</summary>
/// <param name="rest">The rest of the string up to its closing quotation mark.</param>
/// <param name="json">The string so far, as bytes.</param>
/// <param name="then">Returns what follows a text.</param>
internal sealed class RecordedString(ExpressionPool pool, Expression rest, ReadOnlyMemory<byte> json, Func<string, Expression> then) : Expression(pool)
{
    public override bool IsNullable => false;

    protected override Expression DeriveKnown(byte value)
    {
        Expression next = rest.Derive(value);
        byte[] longer = [.. json.Span, value];
        return next == Pool.Nothing ? next
            : next == Pool.Empty ? then(JsonSerializer.Deserialize<string>(longer)!)
            : new RecordedString(Pool, next, longer, then);
    }

    protected override ByteSet ReadFirst() => rest.First;

    protected override BytePartition ReadPartition() => BytePartition.Each;
}
