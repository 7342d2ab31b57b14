using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>The owner's conversations under their headings, as they stand now: every change is followed.</summary>
public sealed partial class ConversationList : IDisposable
{
    private const int PageSize = 50;

    // What others do comes in bursts, and each costs a query and a redraw on every page.
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<ConversationSummary> _conversations = [];
    private int _count = PageSize;
    private bool _hasMore;
    private bool _isLoading;
    private volatile bool _isStale;
    private Guid? _currentId;
    private IDisposable? _subscription;
    private FramePacer? _reloads;

    [Inject]
    private ConversationStore Store { get; set; } = null!;

    [Inject]
    private ConversationEvents Events { get; set; } = null!;

    [Inject]
    private ConversationDesk Desk { get; set; } = null!;

    [Inject]
    private CurrentChat Current { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // In the order of the list, which is also that of the headings.
    private IEnumerable<IGrouping<ConversationGroup, ConversationSummary>> Groups
    {
        get
        {
            DateTimeOffset now = Time.GetLocalNow();
            return _conversations.GroupBy(conversation => conversation.GroupAt(now));
        }
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _reloads?.Dispose();
        Desk.GeneratingChanged -= OnGeneratingChanged;
        Current.Changed -= OnCurrentChanged;
    }

    protected override Task OnInitializedAsync()
    {
        _currentId = Current.Session?.StoredId;
        _reloads = new FramePacer(Time, () => _ = InvokeAsync(FollowAsync), ReloadInterval);
        _subscription = Events.Subscribe(Owner.Id, OnChanged);
        Desk.GeneratingChanged += OnGeneratingChanged;
        Current.Changed += OnCurrentChanged;
        return LoadAsync();
    }

    private void OnChanged(ConversationChanged change)
    {
        // More text of a running answer moves nothing here.
        if (change.Kind != ConversationChangeKind.Progress)
        {
            _isStale = true;
            _reloads?.Request();
        }
    }

    private void OnGeneratingChanged() => _reloads?.Request();

    private void OnCurrentChanged() => _ = InvokeAsync(Draw);

    private void Draw()
    {
        _currentId = Current.Session?.StoredId;
        Culture.Run(StateHasChanged);
    }

    // What changes while it is read is read once more after, however much it was.
    private Task LoadAsync()
    {
        _isStale = true;
        return FollowAsync();
    }

    private async Task FollowAsync()
    {
        if (_isLoading)
        {
            return;
        }

        _isLoading = true;
        try
        {
            while (_isStale)
            {
                _isStale = false;
                ConversationPage page = await Store.ListAsync(Owner.Id, ConversationFilter.Active with { Count = _count });
                (_conversations, _hasMore) = (page.Conversations, page.Next is not null);
            }
        }
        finally
        {
            _isLoading = false;
        }

        Draw();
    }

    private Task ShowMoreAsync()
    {
        _count += PageSize;
        return LoadAsync();
    }
}
