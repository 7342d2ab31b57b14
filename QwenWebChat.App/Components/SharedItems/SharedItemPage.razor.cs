using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>
/// Shows what somebody shares, for reading; or one of the things in a shared folder. It looks again whenever shares, groups or the
/// owner's things change, so that the page is gone as soon as the share is.
/// </summary>
public sealed partial class SharedItemPage : IDisposable
{
    private readonly RepeatedRead _reading;
    private OpenedShare? _share;
    private (ShareTarget Target, string Name)? _shown;
    private IDisposable? _conversations;
    private bool _isLoaded;

    public SharedItemPage()
    {
        _reading = new RepeatedRead(ReadAsync);
    }

    /// <summary>The id of a share with a group, or the random part of a link.</summary>
    [Parameter]
    public string Key { get; set; } = "";

    /// <summary>A conversation or document in the shared folder; null for the folder itself, and for everything else.</summary>
    [Parameter]
    public Guid? ItemId { get; set; }

    /// <summary>The range of a document to show, as <c>start-length</c>.</summary>
    [SupplyParameterFromQuery(Name = "at")]
    public string? At { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private ShareStore Shares { get; set; } = null!;

    [Inject]
    private SharedContents Contents { get; set; } = null!;

    [Inject]
    private ConversationEvents Events { get; set; } = null!;

    [Inject]
    private DocumentDesk Documents { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    public void Dispose()
    {
        Shares.Changed -= OnChanged;
        Directory.Changed -= OnChanged;
        Documents.Changed -= OnDocumentChanged;
        _conversations?.Dispose();
    }

    protected override void OnInitialized()
    {
        Shares.Changed += OnChanged;
        Directory.Changed += OnChanged;
        Documents.Changed += OnDocumentChanged;
    }

    protected override Task OnParametersSetAsync() => _reading.RunAsync();

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        await _reading.RunAsync();
        Culture.Run(StateHasChanged);
    });

    // A document being read reports progress many times a second; only the end matters here.
    private void OnDocumentChanged(DocumentChanged change)
    {
        if (change.OwnerId == _share?.OwnerId && Documents.ProgressOf(change.DocumentId) is null)
        {
            OnChanged();
        }
    }

    private void OnConversationChanged(ConversationChanged change)
    {
        if (change.Kind is not (ConversationChangeKind.Progress or ConversationChangeKind.Messages))
        {
            OnChanged();
        }
    }

    private async Task ReadAsync()
    {
        OpenedShare? share = await Shares.OpenAsync(Owner.Id, Key);
        if (share is not null && share.OwnerId != _share?.OwnerId)
        {
            _conversations?.Dispose();
            _conversations = Events.Subscribe(share.OwnerId, OnConversationChanged);
        }

        (_shown, _share, _isLoaded) = (share is null ? null : await Contents.FindAsync(share, ItemId), share, true);
    }
}
