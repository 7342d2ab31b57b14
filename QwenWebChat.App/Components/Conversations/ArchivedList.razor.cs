using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Lists the archived conversations, newest change first.</summary>
public sealed partial class ArchivedList : IDisposable
{
    private const int PageSize = 50;

    private ElementReference _back;
    private RepeatedRead _reading = null!;
    private ConversationPage? _page;
    private int _count = PageSize;
    private Guid? _currentId;
    private IDisposable? _subscription;

    [Parameter]
    public EventCallback OnBack { get; set; }

    [Inject]
    private ConversationStore Store { get; set; } = null!;

    [Inject]
    private ConversationEvents Events { get; set; } = null!;

    [Inject]
    private CurrentChat Current { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    public void Dispose()
    {
        _subscription?.Dispose();
        Current.Changed -= OnCurrentChanged;
    }

    protected override Task OnInitializedAsync()
    {
        _reading = new RepeatedRead(async () => _page = await Store.ListAsync(Owner.Id, new ConversationFilter { IsArchived = true, Count = _count }));
        _subscription = Events.Subscribe(Owner.Id, OnChanged);
        Current.Changed += OnCurrentChanged;
        return LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _back.FocusAsync();
        }
    }

    private void OnChanged(ConversationChanged change)
    {
        if (change.Kind != ConversationChangeKind.Progress)
        {
            _ = InvokeAsync(LoadAsync);
        }
    }

    private void OnCurrentChanged() => _ = InvokeAsync(Draw);

    private void Draw()
    {
        _currentId = Current.Conversation?.StoredId;
        Culture.Run(StateHasChanged);
    }

    private async Task LoadAsync()
    {
        await _reading.RunAsync();
        Draw();
    }

    private Task ShowMoreAsync()
    {
        _count += PageSize;
        return LoadAsync();
    }
}
