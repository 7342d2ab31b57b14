using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>Shows a conversation of somebody else as it is now, and continues it in a copy.</summary>
public sealed partial class SharedConversation : IAsyncDisposable
{
    // A long conversation opens at its end.
    private const int FirstDrawn = 40;

    private ElementReference _root;
    private IJSObjectReference? _script;
    private MessageActions _actions = new();
    private ConversationView? _view;
    private int _hiddenCount;
    private bool _isDisposed;

    [Parameter, EditorRequired]
    public OpenedShare Share { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    /// <summary>The last part of the share's address.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Inject]
    private DocumentSources Sources { get; set; } = null!;

    [Inject]
    private SharedContents Contents { get; set; } = null!;

    [Inject]
    private MessageStore Messages { get; set; } = null!;

    [Inject]
    private ConversationCopy Copies { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _script.DetachAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        IReadOnlyDictionary<Guid, string> pages = await Contents.PagesOfAsync(Share, Key, Id, Owner.Id);
        _actions = new MessageActions
        {
            Copy = EventCallback.Factory.Create<(string Text, ElementReference Button)>(this, CopyAsync),
            AddressOf = (document, start, length) => pages.TryGetValue(document, out string? page) ? CitationTarget.In(page, start, length) : null,
        };
        _actions.Cite = AnswerCitations.Of(await Sources.OpenAsync(Share.OwnerId, Id), _actions.AddressOf, Text);
        _view = await Messages.OpenAsync(Share.OwnerId, Id);
        _hiddenCount = Math.Max(0, (_view?.Path.Count ?? 0) - FirstDrawn);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = await Js.AttachAsync("js/conversation.js", () => _isDisposed, () => [_root, MarkdownScript.TextsOf(Text)]);
        }
    }

    private async Task CopyAsync((string Text, ElementReference Button) copied)
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("copyMessage", copied.Text, copied.Button);
        }
    }

    private async Task ContinueAsync()
    {
        if (await Copies.CopyAsync(Share.OwnerId, Id, Owner.Id) is { } copy)
        {
            Navigation.NavigateTo($"chat/{copy}");
        }
    }
}
