using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The variables of a part of a template and of the enclosing parts, and the shared output.</summary>
internal sealed class JinjaScope
{
    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);
    private readonly JinjaScope? _parent;
    private readonly JinjaWork _work;

    private JinjaScope(JinjaScope? parent, JinjaWork work)
    {
        _parent = parent;
        _work = work;
    }

    public StringBuilder Output => _work.Output;

    public object? this[string name]
    {
        get => _variables.TryGetValue(name, out object? value) ? value : _parent is null ? JinjaValue.Undefined : _parent[name];
        set => _variables[name] = value;
    }

    public static JinjaScope Outermost(JinjaWork work) => new(null, work);

    public JinjaScope Inner() => new(this, _work);

    /// <summary>Counts one step of work.</summary>
    /// <exception cref="JinjaException">The limit of steps or of nesting is exceeded.</exception>
    public void Step() => _work.Step();

    /// <summary>Counts the size of a value as work.</summary>
    public object? Counted(object? value)
    {
        _work.Count(value);
        return value;
    }

    public void Write(string text)
    {
        Output.Append(text);
        JinjaWork.RequireLength(Output.Length);
    }
}
