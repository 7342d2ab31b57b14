namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>Builds expressions from their parts.</summary>
internal static class JinjaNodes
{
    public static JinjaExpression Constant(object? value) => _ => value;

    /// <summary>
    /// Wraps an expression so that it counts as a step of work: every compound expression does, so that time and stack
    /// depth are bounded.
    /// </summary>
    public static JinjaExpression Counted(JinjaExpression expression) => scope =>
    {
        scope.Step();
        return scope.Counted(expression(scope));
    };

    public static JinjaExpression ListOf(List<JinjaExpression> items) => Counted(scope => items.ConvertAll(item => item(scope)));

    public static JinjaExpression MapOf(List<(JinjaExpression Key, JinjaExpression Value)> entries) => Counted(scope =>
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach ((JinjaExpression key, JinjaExpression value) in entries)
        {
            map[JinjaValue.Text(key(scope))] = value(scope);
        }

        return map;
    });

    /// <summary>Returns a variable, or one of the words that are literals.</summary>
    public static JinjaExpression Name(string name) => name switch
    {
        "true" or "True" => Constant(true),
        "false" or "False" => Constant(false),
        "none" or "None" => Constant(null),
        _ => Counted(scope => scope[name]),
    };

    public static JinjaExpression Either(JinjaExpression left, JinjaExpression right, bool isOr) => Counted(scope =>
    {
        object? value = left(scope);
        return JinjaValue.IsTrue(value) == isOr ? value : right(scope);
    });

    public static JinjaExpression Compared(JinjaExpression left, string sign, JinjaExpression right) => Counted(scope =>
    {
        (object? a, object? b) = (left(scope), right(scope));
        return sign switch
        {
            "==" => JinjaValue.AreEqual(a, b),
            "!=" => !JinjaValue.AreEqual(a, b),
            "<" => JinjaValue.Compare(a, b) < 0,
            "<=" => JinjaValue.Compare(a, b) <= 0,
            ">" => JinjaValue.Compare(a, b) > 0,
            _ => JinjaValue.Compare(a, b) >= 0,
        };
    });

    public static JinjaExpression Searched(JinjaExpression item, JinjaExpression owner, bool isNot) =>
        Counted(scope => JinjaValue.Contains(owner(scope), item(scope)) != isNot);

    public static JinjaExpression Calculated(JinjaExpression left, string sign, JinjaExpression right) =>
        Counted(scope => JinjaValue.Calculate(sign, left(scope), right(scope)));

    public static JinjaExpression Member(JinjaExpression owner, string name) => Counted(scope => JinjaMembers.Of(owner(scope), name));

    public static JinjaExpression Called(JinjaExpression called, (List<JinjaExpression> Arguments, Dictionary<string, JinjaExpression> Named) given) => Counted(scope =>
        called(scope) is JinjaFunction function
            ? function(
                given.Arguments.ConvertAll(argument => argument(scope)),
                given.Named.ToDictionary(argument => argument.Key, argument => argument.Value(scope), StringComparer.Ordinal))
            : throw new JinjaException("a call of an unknown function"));

    public static JinjaExpression Filtered(JinjaExpression value, string filter, List<JinjaExpression> arguments) =>
        Counted(scope => JinjaFilters.Apply(filter, value(scope), arguments.ConvertAll(argument => argument(scope))));

    public static JinjaExpression Tested(JinjaExpression value, string test, bool isNot) =>
        Counted(scope => JinjaFilters.Test(test, value(scope)) != isNot);
}
