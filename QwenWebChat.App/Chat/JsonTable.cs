using System.Text;
using System.Text.Json;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Chat;

/// <summary>A list of objects in JSON as a table: a row for each object, a column for each name that any of them has.</summary>
public sealed class JsonTable
{
    private const int MaxCells = 1_000_000;

    private readonly JsonElement _list;
    private readonly Dictionary<string, int> _columns;

    private JsonTable(JsonElement list, Dictionary<string, int> columns) => (_list, _columns) = (list, columns);

    /// <summary>
    /// Returns the table of a list of objects, or of an object with exactly one such list in it; null for other JSON and for
    /// a table that is too large.
    /// </summary>
    public static JsonTable? Find(JsonElement json)
    {
        List<JsonElement> lists = [];
        Collect(json, lists);
        if (lists.Count != 1)
        {
            return null;
        }

        // In the order in which the names appear first.
        Dictionary<string, int> columns = [];
        foreach (JsonProperty property in lists[0].EnumerateArray().SelectMany(row => row.EnumerateObject()))
        {
            columns.TryAdd(property.Name, columns.Count);
        }

        return (long)columns.Count * lists[0].GetArrayLength() is > 0 and <= MaxCells ? new JsonTable(lists[0], columns) : null;
    }

    /// <summary>Returns the table as CSV. Objects and lists in it are written as JSON, null as an empty cell.</summary>
    public string ToCsv()
    {
        StringBuilder text = new();
        CsvText.AppendRow(text, _columns.Keys.Select(CsvText.EscapeFormula));
        foreach (JsonElement row in _list.EnumerateArray())
        {
            string?[] cells = new string?[_columns.Count];
            foreach (JsonProperty property in row.EnumerateObject())
            {
                cells[_columns[property.Name]] = Cell(property.Value);
            }

            CsvText.AppendRow(text, cells);
        }

        return text.ToString();
    }

    private static string? Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => CsvText.EscapeFormula(value.GetString()),
        _ => value.GetRawText(),
    };

    // The lists within the rows of a list are not looked for.
    private static void Collect(JsonElement json, List<JsonElement> lists)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0 && json.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object))
        {
            lists.Add(json);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in json.EnumerateObject())
            {
                Collect(property.Value, lists);
            }
        }
    }
}
