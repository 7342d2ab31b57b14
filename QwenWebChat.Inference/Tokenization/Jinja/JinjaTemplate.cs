namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>
/// An interpreter of Jinja templates, as far as the chat templates of this family need it. Templates are untrusted:
/// their work, output and nesting are limited, and they can access only the given variables. Sources: the Jinja
/// documentation, and huggingface/transformers' <c>chat_template_utils.py</c> for its additions.
/// </summary>
internal sealed class JinjaTemplate
{
    private const int MaxRange = 1_000;

    private readonly JinjaStatement _body;

    private JinjaTemplate(JinjaStatement body)
    {
        _body = body;
    }

    /// <exception cref="JinjaException">The template is damaged, or uses an unsupported feature.</exception>
    public static JinjaTemplate Parse(string source) => new(JinjaParser.Parse(source));

    /// <param name="variables">The variables of the template: strings, booleans, lists and mappings.</param>
    /// <exception cref="JinjaException">The template raises an error, uses an unsupported feature, or exceeds its limits.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables)
    {
        JinjaWork work = new();
        JinjaScope scope = JinjaScope.Outermost(work);
        scope["namespace"] = scope["dict"] = (JinjaFunction)((_, named) => named);
        scope["range"] = (JinjaFunction)((given, _) => Range(given));
        scope["raise_exception"] = (JinjaFunction)((given, _) => throw new JinjaException(given is [string message] ? message : "it raises an error"));
        foreach ((string name, object? value) in variables)
        {
            scope[name] = value;
        }

        _body(scope);
        return work.Output.ToString();
    }

    private static List<object?> Range(IReadOnlyList<object?> given)
    {
        (long start, long end) = given switch
        {
            [long to] => (0, to),
            [long from, long to] => (from, to),
            _ => throw new JinjaException("a range of no two numbers"),
        };
        long count = Math.Max(0, end - start);
        return count <= MaxRange ? [.. Enumerable.Range(0, (int)count).Select(i => (object?)(start + i))] : throw new JinjaException("a long range");
    }
}
