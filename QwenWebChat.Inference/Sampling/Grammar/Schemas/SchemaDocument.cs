using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>A document with schemas that refer to each other.</summary>
internal sealed class SchemaDocument
{
    private static readonly Uri NoBase = new("schema:/", UriKind.Absolute);

    // Stands for 2019-09, 2020-12 and later ones.
    private const int LastDraft = 8;

    private static readonly Dictionary<string, int> FirstDrafts = new()
    {
        ["const"] = 6,
        ["contains"] = 6,
        ["propertyNames"] = 6,
        ["if"] = 7,
        ["dependentRequired"] = 8,
        ["dependentSchemas"] = 8,
        ["unevaluatedItems"] = 8,
        ["unevaluatedProperties"] = 8,
    };

    private readonly int _draft;
    private readonly Dictionary<string, SchemaNode> _nodes = [];
    private readonly Dictionary<string, SchemaNode> _names = [];
    private readonly Dictionary<string, int> _dynamicAnchors = [];

    public SchemaDocument(JsonElement root)
    {
        _draft = DraftOf(root) ?? LastDraft;
        Root = Add(root, "", NoBase);
        Free = Add(JsonSerializer.SerializeToElement(true), "(true)", NoBase);
        CheckDialect(root);
        Name(root, "", NoBase, 0);
    }

    public SchemaNode Root { get; }

    /// <summary>The schema of any value.</summary>
    public SchemaNode Free { get; }

    /// <summary>True for a draft in which 1.0 is not an integer.</summary>
    public bool IsBefore6 => _draft < 6;

    /// <summary>True for a draft in which a reference hides what stands beside it.</summary>
    public bool IsBefore2019 => _draft <= 7;

    /// <summary>Returns whether a keyword has a meaning in the schema's draft; otherwise it is an annotation.</summary>
    public bool Knows(string keyword) => _draft >= FirstDrafts.GetValueOrDefault(keyword);

    /// <summary>Returns whether a dynamic reference can only mean one schema, as a plain one does.</summary>
    public bool HasOneDynamicAnchor(string reference) => reference.StartsWith('#') && _dynamicAnchors.GetValueOrDefault(reference[1..]) <= 1 && _names.Keys.All(name => !name.EndsWith('#') || name == _names.Keys.First());

    /// <summary>Returns the schema at a key of another.</summary>
    public SchemaNode Child(SchemaNode parent, params ReadOnlySpan<string> path)
    {
        JsonElement value = parent.Value;
        string pointer = parent.Pointer;
        foreach (string step in path)
        {
            pointer += "/" + Escape(step);
            value = value.GetProperty(step);
        }

        return Add(value, pointer, parent.Base);
    }

    /// <summary>Returns the schemas of an object at a key of another, by their names in the document's order.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Named(SchemaNode parent, string keyword)
    {
        OrderedDictionary<string, SchemaNode> all = [];
        if (parent.Value.TryGetProperty(keyword, out JsonElement value))
        {
            string place = $"{parent.Pointer}/{keyword}";
            foreach (JsonProperty property in SchemaReader.Object(value, place).EnumerateObject())
            {
                all[property.Name] = Add(property.Value, $"{place}/{Escape(property.Name)}", parent.Base);
            }
        }

        return all;
    }

    /// <summary>Returns the schemas of an array at a key of another.</summary>
    public IReadOnlyList<SchemaNode> Items(SchemaNode parent, string keyword)
    {
        string place = $"{parent.Pointer}/{keyword}";
        return [.. SchemaReader.Items(parent.Value.GetProperty(keyword), place).Select((item, index) => Add(item, string.Create(CultureInfo.InvariantCulture, $"{place}/{index}"), parent.Base))];
    }

    /// <summary>Returns the schema that admits what another does not.</summary>
    public SchemaNode Negated(SchemaNode schema)
    {
        string pointer = schema.Pointer + "/(not)";
        if (!_nodes.TryGetValue(pointer, out SchemaNode? node))
        {
            JsonElement value = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["not"] = schema.Value });
            _nodes[pointer] = node = new SchemaNode(_nodes.Count, value, pointer, schema.Base);
        }

        return node;
    }

    /// <summary>Returns the schema that a reference names.</summary>
    /// <param name="place">The pointer of the reference.</param>
    /// <exception cref="GrammarException">It is outside this document, or does not exist.</exception>
    public SchemaNode Resolve(SchemaNode from, string reference, string place)
    {
        if (!Uri.TryCreate(from.Base, reference, out Uri? uri))
        {
            throw new GrammarException(place, $"{reference} is not a URI reference");
        }

        string fragment = Uri.UnescapeDataString(uri.Fragment.TrimStart('#'));
        string resource = uri.GetLeftPart(UriPartial.Query);
        if (_names.TryGetValue(resource + "#" + fragment, out SchemaNode? named))
        {
            return named;
        }

        SchemaNode? start = _names.GetValueOrDefault(resource + "#") ?? (reference.StartsWith('#') ? Root : null);
        if (start is null)
        {
            throw new GrammarException(place, $"{reference} is outside this schema, and nothing is fetched");
        }

        return fragment.Length == 0 ? start
            : fragment.StartsWith('/') && Find(start, fragment) is { } found ? found
            : throw new GrammarException(place, $"{reference} refers to nothing");
    }

    private SchemaNode? Find(SchemaNode start, string pointer)
    {
        JsonElement value = start.Value;
        Uri baseUri = start.Base;
        foreach (string step in pointer[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out JsonElement child))
            {
                value = child;
            }
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(step, out int index) && index >= 0 && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }

            baseUri = BaseOf(value, baseUri, isRoot: false);
        }

        return Add(value, start.Pointer + pointer, baseUri);
    }

    private SchemaNode Add(JsonElement value, string pointer, Uri baseUri)
    {
        if (!_nodes.TryGetValue(pointer, out SchemaNode? node))
        {
            _nodes[pointer] = node = new SchemaNode(_nodes.Count, value, pointer, BaseOf(value, baseUri, pointer.Length == 0));
        }

        return node;
    }

    // The names that schemas give themselves: $id (or id before draft 6) and anchors.
    private void Name(JsonElement value, string pointer, Uri baseUri, int depth)
    {
        if (depth > 200)
        {
            throw new GrammarException(pointer, "it is nested more than 200 deep");
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Name(item, $"{pointer}/{index++}", baseUri, depth + 1);
            }
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        Uri inner = BaseOf(value, baseUri, pointer.Length == 0);
        if (inner != baseUri || pointer.Length == 0)
        {
            _names.TryAdd(inner.GetLeftPart(UriPartial.Query) + "#" + Uri.UnescapeDataString(inner.Fragment.TrimStart('#')), Add(value, pointer, baseUri));
        }

        foreach (string key in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (value.TryGetProperty(key, out JsonElement anchor) && anchor.ValueKind == JsonValueKind.String)
            {
                _names.TryAdd(inner.GetLeftPart(UriPartial.Query) + "#" + anchor.GetString(), Add(value, pointer, baseUri));
                _dynamicAnchors[anchor.GetString()!] = _dynamicAnchors.GetValueOrDefault(anchor.GetString()!) + 1;
            }
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Name is not ("enum" or "const" or "default" or "examples"))
            {
                Name(property.Value, $"{pointer}/{Escape(property.Name)}", inner, depth + 1);
            }
        }
    }

    private Uri BaseOf(JsonElement value, Uri outer, bool isRoot)
    {
        if (value.ValueKind != JsonValueKind.Object || (IsBefore2019 && !isRoot && value.TryGetProperty("$ref", out _)))
        {
            return outer;
        }

        return (value.TryGetProperty("$id", out JsonElement id) || (IsBefore2019 && value.TryGetProperty("id", out id))) && id.ValueKind == JsonValueKind.String
            && Uri.TryCreate(outer, id.GetString(), out Uri? own) ? own : outer;
    }

    private static void CheckDialect(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String
            && !schema.GetString()!.Contains("json-schema.org/", StringComparison.Ordinal))
        {
            throw new GrammarException("/$schema", $"the dialect {schema.GetString()} is not known; drafts 4 to 2020-12 of json-schema.org are");
        }
    }

    // 4 to 7, or null for 2019-09, 2020-12 and a schema that does not say.
    private static int? DraftOf(JsonElement root)
    {
        string? name = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String ? schema.GetString() : null;
        int at = name?.IndexOf("draft-0", StringComparison.Ordinal) ?? -1;
        return at >= 0 && at + 7 < name!.Length && char.IsAsciiDigit(name[at + 7]) ? name[at + 7] - '0' : null;
    }

    private static string Escape(string step) => step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
