namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// An expression with a name for another one, its body: one that contains itself, whose body is set after its creation, or one
/// whose body is built when it is first needed.
/// </summary>
/// <param name="build">Builds the body when it is needed; null if it is set.</param>
internal sealed class Rule(ExpressionPool pool, string name, bool isNullable, Func<Expression>? build = null) : Expression(pool)
{
    private Expression? _body;
    private bool _isReading;

    public string Name => name;

    public bool IsLazy => build is not null;

    public Expression Body
    {
        get => _body ??= build?.Invoke() ?? throw new InvalidOperationException($"The rule {name} has no body.");
        set => _body = value;
    }

    public override bool IsNullable => isNullable;

    protected override Expression DeriveKnown(byte value) => Body.Next(value);

    protected override ByteSet ReadFirst()
    {
        if (_isReading)
        {
            throw new GrammarException(name, "it begins with itself, which has no end");
        }

        _isReading = true;
        ByteSet first = Body.First;
        _isReading = false;
        return first;
    }

    protected override BytePartition ReadPartition() => Body.Partition;
}
