using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Shows one value of a JSON tree. What is folded is not rendered, so that a large value costs little.</summary>
public sealed partial class JsonNode
{
    private const int EntriesPerStep = 100;
    private const int ShortLength = 300;

    // Deeper values are folded at first.
    private const int OpenDepth = 2;

    private bool _isOpen;
    private bool _isWhole;
    private int _shownCount = EntriesPerStep;

    /// <summary>The name of a property, or the position of a list's item from 1; null for the root.</summary>
    [Parameter]
    public string? Name { get; set; }

    [Parameter, EditorRequired]
    public JsonElement Value { get; set; }

    /// <summary>The number of values around it.</summary>
    [Parameter]
    public int Depth { get; set; }

    private bool IsBranch => Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private int Count => Value.ValueKind == JsonValueKind.Object ? Value.GetPropertyCount() : Value.GetArrayLength();

    private IEnumerable<(string Name, JsonElement Value, int Place)> Entries => Value.ValueKind == JsonValueKind.Object
        ? Value.EnumerateObject().Select((property, place) => (property.Name, property.Value, place))
        : Value.EnumerateArray().Select((item, place) => ((place + 1).ToString(CultureInfo.InvariantCulture), item, place));

    private string Whole => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : Value.GetRawText();

    private bool IsShortened => !_isWhole && Whole.Length > ShortLength;

    private string Leaf => !IsShortened ? Whole : Whole[..(char.IsHighSurrogate(Whole[ShortLength - 1]) ? ShortLength - 1 : ShortLength)] + "…";

    protected override void OnInitialized() => _isOpen = Depth < OpenDepth;
}
