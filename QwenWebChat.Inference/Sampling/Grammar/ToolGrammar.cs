using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar.Schemas;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The grammar of answers that may or must call tools. A call stands as Qwen2.5 writes it: the tag <c>&lt;tool_call&gt;</c>, a line
/// with a JSON object of name and arguments, and the closing tag. The arguments satisfy the schema of their tool.
/// </summary>
public sealed class ToolGrammar : IGrammarSource, IEquatable<ToolGrammar>
{
    /// <summary>The tag before a call.</summary>
    public const string CallStart = "<tool_call>";

    /// <summary>The tag after a call.</summary>
    public const string CallEnd = "</tool_call>";

    // As the template writes a name: characters beyond ASCII stand for themselves.
    private static readonly JsonSerializerOptions NameSpelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyList<ToolSignature> _tools;
    private readonly bool _isRequired;
    private readonly bool _allowsSeveral;
    private readonly JsonElement? _answer;
    private readonly string[] _key;

    /// <param name="tools">The tools that may be called, at least one.</param>
    /// <param name="isRequired">True if the answer is calls alone.</param>
    /// <param name="allowsSeveral">True if it may have more than one call.</param>
    /// <param name="answer">The schema of an answer without a call, if none is required; null for free text, in which a call may stand anywhere.</param>
    public ToolGrammar(IReadOnlyList<ToolSignature> tools, bool isRequired, bool allowsSeveral, JsonElement? answer = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        (_tools, _isRequired, _allowsSeveral, _answer) = (tools, isRequired, allowsSeveral, answer);
        _key =
        [
            $"{isRequired}, {allowsSeveral}", answer?.GetRawText() ?? "",
            .. tools.SelectMany(tool => (string[])[tool.Name, tool.Parameters.GetRawText()]),
        ];
    }

    /// <exception cref="GrammarException">A schema is invalid, unsupported or too large, or no arguments satisfy it; the place names the tool.</exception>
    public CompiledGrammar Compile()
    {
        if (_key.Sum(part => (long)part.Length) is > GrammarSource.MaxLength and long length)
        {
            throw new GrammarException("", $"the schemas of tools and answer have {length} characters; at most {GrammarSource.MaxLength} are supported");
        }

        ExpressionPool pool = new();
        JsonParts parts = new(pool);
        Expression opened = pool.Concatenate(
            pool.Text("\n{\"name\": "),
            pool.Alternate([.. _tools.Select(tool => Call(tool, pool, parts))]),
            pool.Text("}\n" + CallEnd));
        return new CompiledGrammar(pool, _isRequired || _answer is not null
            ? pool.Alternate(Calls(pool, opened), Answer(pool, parts))
            : Text(pool, opened))
        { MaxBlanks = _isRequired || _answer is not null ? JsonParts.MaxBlanks : int.MaxValue };
    }

    public bool Equals(ToolGrammar? other) => other is not null && _key.AsSpan().SequenceEqual(other._key);

    public override bool Equals(object? obj) => Equals(obj as ToolGrammar);

    public override int GetHashCode()
    {
        HashCode hash = default;
        Array.ForEach(_key, hash.Add);
        return hash.ToHashCode();
    }

    private static Expression Call(ToolSignature tool, ExpressionPool pool, JsonParts parts)
    {
        try
        {
            Expression value = SchemaCompiler.Compile(tool.Parameters, pool, parts);
            // A value that begins with a brace is an object, whatever else the schema admits.
            Expression arguments = pool.Concatenate(pool.Byte('{'), value.Next((byte)'{'));
            return arguments != pool.Nothing
                ? pool.Concatenate(pool.Text(JsonSerializer.Serialize(tool.Name, NameSpelling) + ", \"arguments\": "), arguments)
                : throw new GrammarException("", "no object satisfies it");
        }
        catch (GrammarException exception)
        {
            throw new GrammarException($"tool {tool.Name} {exception.Place}".TrimEnd(), exception.Reason);
        }
    }

    private Expression Calls(ExpressionPool pool, Expression opened)
    {
        Expression call = pool.Concatenate(pool.Text(CallStart), opened);
        return _allowsSeveral ? pool.Concatenate(call, pool.Repeat(pool.Concatenate(pool.Byte('\n'), call), 0, int.MaxValue)) : call;
    }

    private Expression Answer(ExpressionPool pool, JsonParts parts)
    {
        if (_isRequired || _answer is not { } schema)
        {
            return pool.Nothing;
        }

        Expression value = SchemaCompiler.Compile(schema, pool, parts);
        return value != pool.Nothing ? pool.Concatenate(parts.Space, value) : throw new GrammarException("", "nothing satisfies it");
    }

    // Free text with calls: one state for each length of the beginning of a tag that the text ends with.
    private Rule Text(ExpressionPool pool, Expression opened)
    {
        string tag = CallStart;
        Rule[] states = [.. tag.Select((_, length) => new Rule(pool, $"text {length}", isNullable: true))];
        for (int length = 0; length < tag.Length; length++)
        {
            Expression next = length + 1 < tag.Length ? states[length + 1] : pool.Concatenate(opened, _allowsSeveral ? states[0] : pool.Empty);
            // The tag's first character occurs in it only once, so that any other one falls back to the beginning.
            states[length].Body = pool.Alternate(
            [
                pool.Empty,
                pool.Concatenate(pool.Byte(tag[length]), next),
                length == 0 ? pool.Nothing : pool.Concatenate(pool.Byte(tag[0]), states[1]),
                pool.Concatenate(pool.Character(CodePointSet.OfCharacters($"{tag[0]}{tag[length]}").Not(), TextEncoding.Plain), states[0]),
            ]);
        }

        return states[0];
    }
}
