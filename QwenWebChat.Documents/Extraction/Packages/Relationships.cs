namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>What a part of an Office file refers to, by id. References to places outside of the file are not in here: nothing is fetched.</summary>
internal sealed class Relationships
{
    /// <summary>Those of a part that refers to nothing.</summary>
    public static readonly Relationships None = new();

    private readonly Dictionary<string, Relationship> _byId = new(StringComparer.Ordinal);

    private Relationships()
    {
    }

    /// <param name="package">The Office file.</param>
    /// <param name="part">The part's name; empty for the file itself.</param>
    public static Relationships Of(ZipPackage package, string part)
    {
        Relationships relationships = new();
        int slash = part.LastIndexOf('/');
        using XmlCursor? xml = package.TryOpenXml($"{part[..(slash + 1)]}_rels/{part[(slash + 1)..]}.rels");
        if (xml is null)
        {
            return relationships;
        }

        foreach (string name in xml.Children())
        {
            if (name == "Relationship" && xml["Id"] is { } id && xml["Target"] is { } target && xml["TargetMode"] != "External")
            {
                string type = xml["Type"] ?? "";
                relationships._byId[id] = new Relationship(type[(type.LastIndexOf('/') + 1)..], PackagePath.Resolve(part, target));
            }
        }

        return relationships;
    }

    /// <summary>The part that an id refers to; null if none.</summary>
    public string? Target(string? id) => id is not null && _byId.TryGetValue(id, out Relationship? found) ? found.Target : null;

    /// <summary>The first part of a type, such as <c>styles</c>; null if none.</summary>
    public string? OfType(string type) => _byId.Values.FirstOrDefault(relationship => relationship.Type == type)?.Target;

    /// <summary>All parts of a type, in the order in which they are listed.</summary>
    public IEnumerable<string> AllOfType(string type) => _byId.Values.Where(relationship => relationship.Type == type).Select(relationship => relationship.Target);

    private sealed record Relationship(string Type, string Target);
}
