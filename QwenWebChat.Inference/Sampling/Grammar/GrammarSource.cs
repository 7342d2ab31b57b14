using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar.Gbnf;
using QwenWebChat.Inference.Sampling.Grammar.Patterns;
using QwenWebChat.Inference.Sampling.Grammar.Schemas;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A grammar as its author wrote it. Equal sources are compiled once.</summary>
/// <param name="Text">The text in the notation.</param>
public sealed record GrammarSource(GrammarKind Kind, string Text) : IGrammarSource
{
    internal const int MaxLength = 4 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512 };

    /// <summary>Any JSON value.</summary>
    public static GrammarSource Json { get; } = new(GrammarKind.Json, "");

    /// <summary>One of some texts.</summary>
    public static GrammarSource Choice(IEnumerable<string> texts) => new(GrammarKind.Choice, JsonSerializer.Serialize(texts));

    /// <exception cref="GrammarException">The grammar is invalid, unsupported or too large, or nothing satisfies it.</exception>
    public CompiledGrammar Compile()
    {
        if (Text.Length > MaxLength)
        {
            throw new GrammarException("", $"it has {Text.Length} characters; at most {MaxLength} are supported");
        }

        switch (Kind)
        {
            case GrammarKind.Json:
                using (JsonDocument any = JsonDocument.Parse("true"))
                {
                    return SchemaCompiler.Compile(any.RootElement);
                }

            case GrammarKind.JsonSchema:
                return SchemaCompiler.Compile(ParseJson());
            case GrammarKind.Regex:
                ExpressionPool pool = new();
                return new CompiledGrammar(pool, new PatternCompiler(pool, TextEncoding.Plain, "regex").Match(Text));
            case GrammarKind.Choice:
                ExpressionPool choices = new();
                return new CompiledGrammar(choices, choices.Alternate([.. SchemaReader.Texts(ParseJson(), "choice").Select(choices.Text)]));
            default:
                return GbnfCompiler.Compile(Text);
        }
    }

    private JsonElement ParseJson()
    {
        try
        {
            return JsonDocument.Parse(Text, Strict).RootElement;
        }
        catch (JsonException exception)
        {
            throw new GrammarException("", $"it is not JSON: {exception.Message}");
        }
    }
}
