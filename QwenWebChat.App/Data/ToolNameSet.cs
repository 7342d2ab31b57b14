using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace QwenWebChat.App.Data;

/// <summary>
/// The names of the tools that answers may use, compared by value. In JSON they are a list of strings. A name that this app
/// does not know stays in it: another version may know the tool.
/// </summary>
[CollectionBuilder(typeof(ToolNameSet), nameof(Create))]
[JsonConverter(typeof(ToolNameSetJson))]
public sealed class ToolNameSet : IReadOnlyCollection<string>, IEquatable<ToolNameSet>
{
    public static readonly ToolNameSet None = new();

    private readonly SortedSet<string> _names;

    public ToolNameSet()
        : this([])
    {
    }

    internal ToolNameSet(IEnumerable<string> names)
    {
        _names = new SortedSet<string>(names, StringComparer.Ordinal);
    }

    public int Count => _names.Count;

    public static ToolNameSet Create(ReadOnlySpan<string> names) => new(names.ToArray());

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Returns the names with one more, or without it.</summary>
    public ToolNameSet With(string name, bool isOn) => isOn ? new ToolNameSet(_names.Append(name)) : new ToolNameSet(_names.Where(other => other != name));

    public bool Equals(ToolNameSet? other) => other is not null && _names.SequenceEqual(other._names);

    public override bool Equals(object? obj) => Equals(obj as ToolNameSet);

    public override int GetHashCode() => string.GetHashCode(string.Join('\n', _names), StringComparison.Ordinal);

    public IEnumerator<string> GetEnumerator() => _names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
