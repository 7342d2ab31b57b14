namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>A bound on the number of an array's items that satisfy a schema.</summary>
/// <param name="Max">The maximum; <see cref="int.MaxValue"/> for no limit.</param>
internal sealed record ContainsShape(SchemaNode Schema, int Min, int Max);
