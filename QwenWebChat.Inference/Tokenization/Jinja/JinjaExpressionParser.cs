using System.Globalization;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>Parses expressions, the loosest binding first. Source of the grammar: pallets/jinja, <c>src/jinja2/parser.py</c>.</summary>
internal sealed class JinjaExpressionParser(JinjaReader reader)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly string[][] Calculations = [["+", "-"], ["~"], ["*", "/", "//", "%"]];

    /// <summary>Parses an expression, or several separated by commas, which form a list.</summary>
    public JinjaExpression ParseList()
    {
        JinjaExpression first = Parse();
        if (!reader.Is(","))
        {
            return first;
        }

        List<JinjaExpression> items = [first];
        while (reader.TryTake(","))
        {
            items.Add(Parse());
        }

        return JinjaNodes.ListOf(items);
    }

    public JinjaExpression Parse()
    {
        JinjaWork.RequireStack();
        JinjaExpression value = ParseOr();
        if (!reader.TryTakeName("if"))
        {
            return value;
        }

        JinjaExpression condition = ParseOr();
        JinjaExpression otherwise = reader.TryTakeName("else") ? Parse() : _ => JinjaValue.Undefined;
        return JinjaNodes.Counted(scope => JinjaValue.IsTrue(condition(scope)) ? value(scope) : otherwise(scope));
    }

    /// <summary>Parses an expression without a conditional, for places where <c>if</c> has another meaning.</summary>
    public JinjaExpression ParseOr()
    {
        JinjaExpression left = ParseAnd();
        while (reader.TryTakeName("or"))
        {
            left = JinjaNodes.Either(left, ParseAnd(), isOr: true);
        }

        return left;
    }

    /// <summary>Parses arguments from behind an opening bracket to its end.</summary>
    public (List<JinjaExpression> Arguments, Dictionary<string, JinjaExpression> Named) ParseArguments()
    {
        List<JinjaExpression> arguments = [];
        Dictionary<string, JinjaExpression> named = new(StringComparer.Ordinal);
        while (!reader.TryTake(")"))
        {
            if (reader.Current.Kind == JinjaTokenKind.Name && reader.Following.Is(JinjaTokenKind.Operator, "="))
            {
                string name = reader.TakeName();
                reader.Take();
                named[name] = Parse();
            }
            else
            {
                arguments.Add(Parse());
            }

            if (!reader.TryTake(",") && !reader.Is(")"))
            {
                throw reader.Wrong("')'");
            }
        }

        return (arguments, named);
    }

    private JinjaExpression ParseAnd()
    {
        JinjaExpression left = ParseNot();
        while (reader.TryTakeName("and"))
        {
            left = JinjaNodes.Either(left, ParseNot(), isOr: false);
        }

        return left;
    }

    private JinjaExpression ParseNot()
    {
        JinjaWork.RequireStack();
        if (!reader.TryTakeName("not"))
        {
            return ParseComparison();
        }

        JinjaExpression negated = ParseNot();
        return JinjaNodes.Counted(scope => !JinjaValue.IsTrue(negated(scope)));
    }

    private JinjaExpression ParseComparison()
    {
        JinjaExpression left = ParseCalculation(0);
        while (true)
        {
            if (reader.Current.Kind == JinjaTokenKind.Operator && Comparisons.Contains(reader.Current.Text))
            {
                left = JinjaNodes.Compared(left, reader.Take().Text, ParseCalculation(0));
            }
            else if (reader.IsName("in") || (reader.IsName("not") && reader.Following.Is(JinjaTokenKind.Name, "in")))
            {
                bool isNot = reader.TryTakeName("not");
                reader.Take();
                left = JinjaNodes.Searched(left, ParseCalculation(0), isNot);
            }
            else
            {
                return left;
            }
        }
    }

    private JinjaExpression ParseCalculation(int level)
    {
        if (level == Calculations.Length)
        {
            return ParseSigned();
        }

        JinjaExpression left = ParseCalculation(level + 1);
        while (reader.Current.Kind == JinjaTokenKind.Operator && Calculations[level].Contains(reader.Current.Text))
        {
            left = JinjaNodes.Calculated(left, reader.Take().Text, ParseCalculation(level + 1));
        }

        return left;
    }

    private JinjaExpression ParseSigned()
    {
        JinjaWork.RequireStack();
        if (!reader.TryTake("-"))
        {
            return ParsePart(ParsePrimary());
        }

        JinjaExpression negated = ParseSigned();
        return JinjaNodes.Counted(scope => JinjaValue.Calculate("-", 0L, negated(scope)));
    }

    // A member, an index, a call, a filter or a test of the expression before it.
    private JinjaExpression ParsePart(JinjaExpression owner)
    {
        while (true)
        {
            if (reader.TryTake("."))
            {
                string name = reader.Current.Kind is JinjaTokenKind.Name or JinjaTokenKind.Number ? reader.Take().Text : throw reader.Wrong("a name");
                owner = JinjaNodes.Member(owner, name);
            }
            else if (reader.TryTake("["))
            {
                owner = ParseIndex(owner);
            }
            else if (reader.TryTake("("))
            {
                owner = JinjaNodes.Called(owner, ParseArguments());
            }
            else if (reader.TryTake("|"))
            {
                string filter = reader.TakeName();
                owner = JinjaNodes.Filtered(owner, filter, reader.TryTake("(") ? ParseArguments().Arguments : []);
            }
            else if (reader.TryTakeName("is"))
            {
                bool isNot = reader.TryTakeName("not");
                owner = JinjaNodes.Tested(owner, reader.TakeName(), isNot);
            }
            else
            {
                return owner;
            }
        }
    }

    private JinjaExpression ParseIndex(JinjaExpression owner)
    {
        JinjaExpression?[] parts = new JinjaExpression?[3];
        int colons = 0;
        while (!reader.TryTake("]"))
        {
            if (reader.TryTake(":"))
            {
                colons++;
            }
            else if (colons < parts.Length && parts[colons] is null)
            {
                parts[colons] = Parse();
            }
            else
            {
                throw reader.Wrong("']'");
            }
        }

        JinjaExpression none = _ => null;
        JinjaExpression from = parts[0] ?? none;
        return colons switch
        {
            0 when parts[0] is not null => JinjaNodes.Counted(scope => JinjaValue.Index(owner(scope), from(scope))),
            1 or 2 => JinjaNodes.Counted(scope => JinjaValue.Slice(owner(scope), from(scope), (parts[1] ?? none)(scope), (parts[2] ?? none)(scope))),
            _ => throw reader.Wrong("index"),
        };
    }

    private JinjaExpression ParsePrimary()
    {
        JinjaToken token = reader.Take();
        switch (token.Kind)
        {
            case JinjaTokenKind.String:
                return ParseTexts(token.Text);
            case JinjaTokenKind.Number:
                return JinjaNodes.Constant(NumberOf(token));
            case JinjaTokenKind.Name:
                return JinjaNodes.Name(token.Text);
            case JinjaTokenKind.Operator when token.Text == "(":
                return ParseBracket();
            case JinjaTokenKind.Operator when token.Text == "[":
                return JinjaNodes.ListOf(ParseItems("]"));
            case JinjaTokenKind.Operator when token.Text == "{":
                return ParseMap();
            default:
                throw reader.Wrong("value");
        }
    }

    // Adjacent string literals are concatenated.
    private JinjaExpression ParseTexts(string text)
    {
        while (reader.Current.Kind == JinjaTokenKind.String)
        {
            text += reader.Take().Text;
        }

        return JinjaNodes.Constant(text);
    }

    private JinjaExpression ParseBracket()
    {
        List<JinjaExpression> items = ParseItems(")");
        return items.Count == 1 ? items[0] : JinjaNodes.ListOf(items);
    }

    private List<JinjaExpression> ParseItems(string end)
    {
        List<JinjaExpression> items = [];
        while (!reader.TryTake(end))
        {
            items.Add(Parse());
            if (!reader.TryTake(",") && !reader.Is(end))
            {
                throw reader.Wrong($"'{end}'");
            }
        }

        return items;
    }

    private JinjaExpression ParseMap()
    {
        List<(JinjaExpression Key, JinjaExpression Value)> entries = [];
        while (!reader.TryTake("}"))
        {
            JinjaExpression key = Parse();
            reader.Require(":");
            entries.Add((key, Parse()));
            if (!reader.TryTake(",") && !reader.Is("}"))
            {
                throw reader.Wrong("'}'");
            }
        }

        return JinjaNodes.MapOf(entries);
    }

    private object NumberOf(JinjaToken token) =>
        long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? (object)whole
        : double.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number
        : throw reader.Wrong("number");
}
