namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>The targets of the references in a part of an Office file, by id. References to places outside of the file are not included: nothing is fetched.</summary>
internal sealed class Relationships
{
    /// <summary>The relationships of a part without references.</summary>
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

    /// <summary>Returns the part that an id refers to; null for none.</summary>
    public string? Target(string? id) => id is not null && _byId.TryGetValue(id, out Relationship? found) ? found.Target : null;

    /// <summary>Returns the first part of a type, such as <c>styles</c>; null for none.</summary>
    public string? OfType(string type) => _byId.Values.FirstOrDefault(relationship => relationship.Type == type)?.Target;

    /// <summary>Returns all parts of a type, in their listed order.</summary>
    public IEnumerable<string> AllOfType(string type) => _byId.Values.Where(relationship => relationship.Type == type).Select(relationship => relationship.Target);

    private sealed record Relationship(string Type, string Target);
}
