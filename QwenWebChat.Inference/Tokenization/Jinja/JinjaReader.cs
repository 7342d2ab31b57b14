namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A cursor over the tokens of a template.</summary>
internal sealed class JinjaReader(List<JinjaToken> tokens)
{
    private int _next;

    public JinjaToken Current => tokens[_next];

    /// <summary>The token after the current one.</summary>
    public JinjaToken Following => tokens[Math.Min(_next + 1, tokens.Count - 1)];

    public JinjaToken Take()
    {
        JinjaToken token = Current;
        _next = Math.Min(_next + 1, tokens.Count - 1);
        return token;
    }

    public bool Is(string sign) => Current.Is(JinjaTokenKind.Operator, sign);

    public bool IsName(string name) => Current.Is(JinjaTokenKind.Name, name);

    public bool TryTake(string sign) => TryTake(JinjaTokenKind.Operator, sign);

    public bool TryTakeName(string name) => TryTake(JinjaTokenKind.Name, name);

    public void Require(string sign)
    {
        if (!TryTake(sign))
        {
            throw Wrong($"'{sign}'");
        }
    }

    public void RequireName(string name)
    {
        if (!TryTakeName(name))
        {
            throw Wrong($"'{name}'");
        }
    }

    public string TakeName() => Current.Kind == JinjaTokenKind.Name ? Take().Text : throw Wrong("a name");

    public void Require(JinjaTokenKind kind)
    {
        if (Take().Kind != kind)
        {
            throw Wrong($"the {(kind == JinjaTokenKind.BlockEnd ? "end of the tag" : kind.ToString())}");
        }
    }

    public JinjaException Wrong(string expected) => new($"line {Current.Line}: no {expected}");

    private bool TryTake(JinjaTokenKind kind, string text)
    {
        bool isIt = Current.Is(kind, text);
        if (isIt)
        {
            Take();
        }

        return isIt;
    }
}
