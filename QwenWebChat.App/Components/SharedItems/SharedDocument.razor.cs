using System.Globalization;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>Shows a document of somebody else with its summaries, and questions about it where the share allows them.</summary>
public sealed partial class SharedDocument
{
    private Document? _document;
    private DocumentText? _text;
    private (int Start, int Length)? _highlight;
    private object _highlightKey = new();
    private string _tab = "summary";
    private string _step = "result";
    private string? _shownAt;

    [Parameter, EditorRequired]
    public OpenedShare Share { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    /// <summary>The range to show, as <c>start-length</c>.</summary>
    [Parameter]
    public string? At { get; set; }

    [Parameter]
    public string? Tab { get; set; }

    [Inject]
    private DocumentStore Documents { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string[] Tabs => Share.Right == ShareRight.Use ? ["summary", "outline", "questions"] : ["summary", "outline"];

    protected override async Task OnInitializedAsync()
    {
        _tab = Tabs.Contains(Tab) ? Tab! : _tab;
        _document = await Documents.FindAsync(Share.OwnerId, Id);
        _text = await Documents.OpenTextAsync(Share.OwnerId, Id);
        Highlight();
    }

    protected override void OnParametersSet() => Highlight();

    // The words are shown on this page: the reader has no other to the document.
    private string? AddressOf(Guid documentId, int start, int length) =>
        CitationTarget.In(Navigation.ToBaseRelativePath(new Uri(Navigation.Uri).GetLeftPart(UriPartial.Path)), start, length) + $"&tab={_tab}";

    // The same range may be requested again.
    private void Highlight()
    {
        if (_text is null || At == _shownAt)
        {
            return;
        }

        _shownAt = At;
        string[] parts = At?.Split('-') ?? [];
        _highlight = parts is [var start, var length] && int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 && from < _text.Text.Length
            ? (from, Math.Min(count, _text.Text.Length - from))
            : null;
        _highlightKey = new object();
        _step = _highlight is null ? _step : "source";
    }
}
