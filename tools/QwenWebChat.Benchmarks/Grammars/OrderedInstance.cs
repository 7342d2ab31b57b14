using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>
/// Finds out whether a grammar accepts a value in some order of its properties: a grammar asks for the schema's order, and
/// instances have any.
/// </summary>
internal sealed class OrderedInstance
{
    // Beyond so many attempts the instance counts as refused.
    private const int MaxAttempts = 20_000;

    private readonly List<string[]> _orders = [];
    private readonly HashSet<(Expression State, string Left)> _failed = [];
    private int _attempts;

    private OrderedInstance(JsonElement schema)
    {
        CollectOrders(schema);
    }

    public static bool IsAccepted(CompiledGrammar grammar, JsonElement schema, JsonElement value) =>
        new OrderedInstance(schema).Feed(grammar, grammar.Start, value) is { IsNullable: true };

    // The names that schemas give properties, in their order.
    private void CollectOrders(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            schema.EnumerateArray().ToList().ForEach(CollectOrders);
        }
        else if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in schema.EnumerateObject())
            {
                if (property is { Name: "properties", Value.ValueKind: JsonValueKind.Object })
                {
                    _orders.Add([.. property.Value.EnumerateObject().Select(named => named.Name)]);
                }

                CollectOrders(property.Value);
            }
        }
    }

    // In the order of the properties that have most of the names, then in the instance's; it is only tried first.
    private List<JsonProperty> Likely(JsonElement instance)
    {
        JsonProperty[] properties = [.. instance.EnumerateObject()];
        string[] order = _orders.MaxBy(order => order.Count(name => properties.Any(property => property.Name == name))) ?? [];
        return [.. properties.OrderBy(property => Array.IndexOf(order, property.Name) is >= 0 and int rank ? rank : int.MaxValue)];
    }

    /// <returns>The state after the value; null if there is none.</returns>
    private Expression? Feed(CompiledGrammar grammar, Expression state, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                Expression? current = grammar.Advance(state, "["u8);
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    current = current is null || index++ == 0 ? current : grammar.Advance(current, ","u8);
                    current = current is null ? null : Feed(grammar, current, item);
                }

                return current is null ? null : grammar.Advance(current, "]"u8);
            case JsonValueKind.Object:
                return grammar.Advance(state, "{"u8) is { } begun ? Members(grammar, begun, Likely(value), isFirst: true) : null;
            case JsonValueKind.String:
                return grammar.Advance(state, Encoding.UTF8.GetBytes(Quoted(value.GetString()!)));
            default:
                return grammar.Advance(state, Encoding.UTF8.GetBytes(value.GetRawText()));
        }
    }

    // The first of the members that may come next; the grammar fixes the order, so that there is no second way.
    private Expression? Members(CompiledGrammar grammar, Expression state, List<JsonProperty> left, bool isFirst)
    {
        if (left.Count == 0)
        {
            return grammar.Advance(state, "}"u8);
        }

        if (_failed.Contains((state, NamesOf(left))))
        {
            return null;
        }

        Expression? separated = isFirst ? state : grammar.Advance(state, ","u8);
        foreach (JsonProperty property in left)
        {
            Expression? named = separated is null || ++_attempts > MaxAttempts ? null : grammar.Advance(separated, Encoding.UTF8.GetBytes(Quoted(property.Name) + ":"));
            if (named is not null && Feed(grammar, named, property.Value) is { } after
                && Members(grammar, after, [.. left.Where(other => other.Name != property.Name)], isFirst: false) is { } end)
            {
                return end;
            }
        }

        _failed.Add((state, NamesOf(left)));
        return null;
    }

    private static string NamesOf(List<JsonProperty> properties) => string.Join('\n', properties.Select(property => property.Name).Order(StringComparer.Ordinal));

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
