using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace QwenWebChat.Inference.Sampling;

/// <summary>Strings before the first of which an answer ends; compared by value. In JSON they are lines in one string.</summary>
[CollectionBuilder(typeof(StopSequences), nameof(Create))]
[JsonConverter(typeof(StopSequencesJson))]
public sealed class StopSequences : IReadOnlyList<string>, IEquatable<StopSequences>
{
    private readonly string[] _strings;

    private StopSequences(IEnumerable<string> strings)
    {
        _strings = [.. strings];
    }

    public int Count => _strings.Length;

    public string this[int index] => _strings[index];

    public static StopSequences Create(ReadOnlySpan<string> strings) => new(strings.ToArray());

    /// <summary>Parses one string a line, without the space around it; null if there is none.</summary>
    public static StopSequences? FromLines(string? text) =>
        text?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? new StopSequences(lines) : null;

    /// <summary>Returns the strings, one a line, as <see cref="FromLines"/> reads them.</summary>
    public string ToLines() => string.Join('\n', _strings);

    public bool Equals(StopSequences? other) => other is not null && _strings.AsSpan().SequenceEqual(other._strings);

    public override bool Equals(object? obj) => Equals(obj as StopSequences);

    public override int GetHashCode() => string.GetHashCode(ToLines(), StringComparison.Ordinal);

    public IEnumerator<string> GetEnumerator() => _strings.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
