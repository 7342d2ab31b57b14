namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>Parses a template's text, outputs and blocks.</summary>
internal sealed class JinjaParser
{
    private readonly JinjaReader _reader;
    private readonly JinjaExpressionParser _expressions;

    private JinjaParser(List<JinjaToken> tokens)
    {
        _reader = new JinjaReader(tokens);
        _expressions = new JinjaExpressionParser(_reader);
    }

    /// <exception cref="JinjaException">The template is damaged, or has an unsupported block.</exception>
    public static JinjaStatement Parse(string source)
    {
        JinjaParser parser = new(JinjaLexer.Read(source));
        JinjaStatement body = parser.ParseBody();
        return parser._reader.Current.Kind == JinjaTokenKind.End ? body : throw parser._reader.Wrong("block that this ends");
    }

    /// <summary>Parses up to the end, or to a block that belongs to the enclosing block.</summary>
    private JinjaStatement ParseBody()
    {
        JinjaWork.RequireStack();
        List<JinjaStatement> statements = [];
        while (ParseStatement() is { } statement)
        {
            statements.Add(statement);
        }

        return scope =>
        {
            foreach (JinjaStatement statement in statements)
            {
                scope.Step();
                statement(scope);
            }
        };
    }

    private JinjaStatement? ParseStatement()
    {
        switch (_reader.Current.Kind)
        {
            case JinjaTokenKind.Text:
                string text = _reader.Take().Text;
                return scope => scope.Write(text);
            case JinjaTokenKind.OutputStart:
                _reader.Take();
                JinjaExpression written = _expressions.ParseList();
                _reader.Require(JinjaTokenKind.OutputEnd);
                return scope => scope.Write(JinjaValue.Text(written(scope)));
            case JinjaTokenKind.BlockStart when !EndsBody(_reader.Following.Text):
                _reader.Take();
                return ParseBlock(_reader.TakeName());
            default:
                return null;
        }
    }

    private static bool EndsBody(string name) => name is "elif" or "else" or "endif" or "endfor" or "endgeneration";

    private JinjaStatement ParseBlock(string name) => name switch
    {
        "if" => ParseIf(),
        "for" => ParseFor(),
        "set" => ParseSet(),
        "generation" => ParseGeneration(),
        _ => throw new JinjaException($"line {_reader.Current.Line}: the block {name}"),
    };

    private JinjaStatement ParseIf()
    {
        List<(JinjaExpression Condition, JinjaStatement Body)> branches = [];
        JinjaStatement? otherwise = null;
        do
        {
            JinjaExpression condition = _expressions.ParseList();
            branches.Add((condition, ParseBlockBody()));
        }
        while (TryTakeBlock("elif"));

        if (TryTakeBlock("else"))
        {
            otherwise = ParseBlockBody();
        }

        RequireBlock("endif");
        return scope =>
        {
            foreach ((JinjaExpression condition, JinjaStatement body) in branches)
            {
                if (JinjaValue.IsTrue(condition(scope)))
                {
                    body(scope);
                    return;
                }
            }

            otherwise?.Invoke(scope);
        };
    }

    private JinjaStatement ParseFor()
    {
        List<string> names = [_reader.TakeName()];
        while (_reader.TryTake(","))
        {
            names.Add(_reader.TakeName());
        }

        _reader.RequireName("in");
        JinjaExpression entries = _expressions.ParseOr();
        JinjaExpression? condition = _reader.TryTakeName("if") ? _expressions.ParseOr() : null;
        JinjaStatement body = ParseBlockBody();
        JinjaStatement? otherwise = TryTakeBlock("else") ? ParseBlockBody() : null;
        RequireBlock("endfor");
        return scope =>
        {
            List<object?> all = JinjaValue.Entries(entries(scope));
            List<object?> chosen = condition is null ? [.. all] : all.FindAll(entry => JinjaValue.IsTrue(condition(Within(scope, names, entry))));
            for (int i = 0; i < chosen.Count; i++)
            {
                scope.Step();
                JinjaScope inner = Within(scope, names, chosen[i]);
                inner["loop"] = Loop(chosen, i);
                body(inner);
            }

            if (chosen.Count == 0)
            {
                otherwise?.Invoke(scope);
            }
        };
    }

    private JinjaStatement ParseSet()
    {
        string name = _reader.TakeName();
        string? member = _reader.TryTake(".") ? _reader.TakeName() : null;
        _reader.Require("=");
        JinjaExpression value = _expressions.ParseList();
        _reader.Require(JinjaTokenKind.BlockEnd);
        return scope =>
        {
            if (member is null)
            {
                scope[name] = value(scope);
            }
            else if (scope[name] is Dictionary<string, object?> space)
            {
                space[member] = value(scope);
            }
            else
            {
                throw new JinjaException($"a value for {name}.{member}, where {name} is not a namespace");
            }
        };
    }

    // Marks the text that a model is trained to generate; it does not change the text.
    private JinjaStatement ParseGeneration()
    {
        JinjaStatement body = ParseBlockBody();
        RequireBlock("endgeneration");
        return body;
    }

    private JinjaStatement ParseBlockBody()
    {
        _reader.Require(JinjaTokenKind.BlockEnd);
        return ParseBody();
    }

    private bool TryTakeBlock(string name)
    {
        bool isIt = _reader.Current.Kind == JinjaTokenKind.BlockStart && _reader.Following.Is(JinjaTokenKind.Name, name);
        if (isIt)
        {
            _reader.Take();
            _reader.Take();
        }

        return isIt;
    }

    private void RequireBlock(string name)
    {
        if (!TryTakeBlock(name))
        {
            throw _reader.Wrong(name);
        }

        _reader.Require(JinjaTokenKind.BlockEnd);
    }

    private static JinjaScope Within(JinjaScope scope, List<string> names, object? entry)
    {
        scope.Step();
        JinjaScope inner = scope.Inner();
        if (names.Count == 1)
        {
            inner[names[0]] = entry;
            return inner;
        }

        for (int i = 0; i < names.Count; i++)
        {
            inner[names[i]] = entry is List<object?> list && list.Count == names.Count ? list[i] : throw new JinjaException($"a loop with {names.Count} names over {JinjaValue.Describe(entry)}");
        }

        return inner;
    }

    private static Dictionary<string, object?> Loop(List<object?> entries, int index) => new(StringComparer.Ordinal)
    {
        ["index"] = index + 1L,
        ["index0"] = (long)index,
        ["first"] = index == 0,
        ["last"] = index == entries.Count - 1,
        ["length"] = (long)entries.Count,
        ["previtem"] = index > 0 ? entries[index - 1] : JinjaValue.Undefined,
        ["nextitem"] = index < entries.Count - 1 ? entries[index + 1] : JinjaValue.Undefined,
    };
}
