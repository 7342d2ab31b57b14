using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Shows a document's text page by page, rendering some pages at a time. It marks a range and scrolls to it.</summary>
public sealed partial class SourceView : IAsyncDisposable
{
    private const int Drawn = 10;
    private const int DrawnBefore = 2;

    private IReadOnlyList<SourceSheet> _sheets = [];
    private int _first;
    private int _end;
    private object? _shownKey;
    private bool _mustShow;
    private ElementReference _root;
    private IJSObjectReference? _script;

    [Parameter, EditorRequired]
    public Document Document { get; set; } = null!;

    [Parameter, EditorRequired]
    public DocumentText Content { get; set; } = null!;

    /// <summary>True for the document of somebody else, who alone may have it read again.</summary>
    [Parameter]
    public bool IsReadOnly { get; set; }

    /// <summary>The range to mark; null for none.</summary>
    [Parameter]
    public (int Start, int Length)? Highlight { get; set; }

    /// <summary>A new value each time the range is requested.</summary>
    [Parameter]
    public object? HighlightKey { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private string Facts => string.Join(" · ", new[]
    {
        Document.PageCount > 0 ? Text["PagesCount", Document.PageCount].Value : null,
        Text["CharactersCount", UiFormats.Tokens(Document.CharacterCount)].Value,
        Document.TokenCount is { } tokens ? Text["TokensCount", UiFormats.Tokens(tokens)].Value : null,
    }.Where(fact => fact is not null));

    public async ValueTask DisposeAsync()
    {
        await _script.DetachAsync();
    }

    protected override void OnParametersSet()
    {
        if (_sheets.Count == 0)
        {
            _sheets = SourceSheet.Of(Content);
            _end = Math.Min(Drawn, _sheets.Count);
        }

        if (_shownKey != HighlightKey)
        {
            _shownKey = HighlightKey;
            _mustShow = Highlight is not null;
            Seek();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/source.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root);
        }

        if (_mustShow && _script is not null)
        {
            _mustShow = false;
            await _script.InvokeVoidAsync("showMark");
        }
    }

    private void Seek()
    {
        if (Highlight is not { } stretch)
        {
            return;
        }

        int sheet = 0;
        while (sheet + 1 < _sheets.Count && _sheets[sheet + 1].Start <= stretch.Start)
        {
            sheet++;
        }

        if (sheet < _first || sheet >= _end)
        {
            _first = Math.Max(0, sheet - DrawnBefore);
            _end = Math.Min(_sheets.Count, _first + Drawn);
        }
    }

    private void ShowEarlier() => _first = Math.Max(0, _first - Drawn);

    private void ShowLater() => _end = Math.Min(_sheets.Count, _end + Drawn);

    // Marks the part of the range that is in this part.
    private RenderFragment Marked(DocumentPart part) => builder =>
    {
        string text = Content.Text.Substring(part.Start, part.Length);
        if (Highlight is not { } stretch || stretch.Start >= part.End || stretch.Start + stretch.Length <= part.Start)
        {
            builder.AddContent(0, text);
            return;
        }

        int from = Math.Max(0, stretch.Start - part.Start);
        int to = Math.Min(part.Length, stretch.Start + stretch.Length - part.Start);
        builder.AddContent(1, text[..from]);
        builder.OpenElement(2, "mark");
        builder.AddAttribute(3, "class", "cited");
        builder.AddAttribute(4, "data-testid", "cited");
        builder.AddContent(5, text[from..to]);
        builder.CloseElement();
        builder.AddContent(6, text[to..]);
    };
}
