using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// A JSON string whose text decides what follows it. Each text is a state of its own; what may come up to the closing quotation
/// mark depends on <see cref="Rest"/> alone, so that its mask is computed once for all of them.
/// </summary>
/// <param name="json">The string so far, as bytes.</param>
/// <param name="then">Returns what follows a text.</param>
internal sealed class RecordedString(ExpressionPool pool, Expression rest, ReadOnlyMemory<byte> json, Func<string, Expression> then) : Expression(pool)
{
    /// <summary>The rest of the string up to and including its closing quotation mark.</summary>
    public Expression Rest => rest;

    public override bool IsNullable => false;

    /// <summary>Returns the recorded string that a state is in; null for any other state.</summary>
    public static RecordedString? Find(Expression state) => state switch
    {
        RecordedString recorded => recorded,
        Concatenation concatenation => Find(concatenation.Head),
        Rule { IsLazy: true } rule => Find(rule.Body),
        _ => null,
    };

    // Not remembered: each text is met once.
    public override Expression Next(byte value) => Derive(value);

    protected override Expression DeriveKnown(byte value)
    {
        Expression next = rest.Next(value);
        byte[] longer = [.. json.Span, value];
        return next == Pool.Nothing ? next
            : next == Pool.Empty ? then(JsonSerializer.Deserialize<string>(longer)!)
            : new RecordedString(Pool, next, longer, then);
    }

    protected override ByteSet ReadFirst() => rest.First;

    protected override BytePartition ReadPartition() => BytePartition.Each;
}
