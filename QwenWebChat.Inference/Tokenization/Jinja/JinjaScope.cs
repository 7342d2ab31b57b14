using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The variables that a part of a template sees, over those of what surrounds it, and the output that all share.</summary>
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

    /// <summary>Counts one step of the work.</summary>
    /// <exception cref="JinjaException">It was one too many, or they are nested too deep.</exception>
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
