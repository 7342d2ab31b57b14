using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>A schema at its place in a document.</summary>
/// <param name="Number">The number of the place, which identifies it.</param>
/// <param name="Pointer">The JSON Pointer.</param>
/// <param name="Base">The base URI for references; empty if the document has none.</param>
internal sealed record SchemaNode(int Number, JsonElement Value, string Pointer, Uri Base)
{
    public bool Equals(SchemaNode? other) => Number == other?.Number;

    public override int GetHashCode() => Number;
}
