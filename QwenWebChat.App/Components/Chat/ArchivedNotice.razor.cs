using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Shows above a chat that it is archived.</summary>
public sealed partial class ArchivedNotice
{
    private IDisposable? _subscription;
    private bool _isArchived;
    private Guid? _readId;

    /// <summary>The conversation; null for one that is not stored.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    public void Dispose() => _subscription?.Dispose();

    protected override void OnInitialized() => _subscription = Events.Subscribe(Owner.Id, OnChanged);

    // The page sets this parameter with each update of an answer.
    protected override Task OnParametersSetAsync() => Id == _readId ? Task.CompletedTask : ReadAsync();

    private void OnChanged(ConversationChanged change)
    {
        if (change.Kind == ConversationChangeKind.Details && change.ConversationId == Id)
        {
            _ = InvokeAsync(async () =>
            {
                await ReadAsync();
                Culture.Run(StateHasChanged);
            });
        }
    }

    private async Task ReadAsync()
    {
        Guid? id = _readId = Id;
        bool isArchived = id is { } present && await Store.FindAsync(Owner.Id, present) is { IsArchived: true };
        if (id == Id)
        {
            _isArchived = isArchived;
        }
    }

    private Task UnarchiveAsync() => Id is { } id ? Store.SetArchivedAsync(Owner.Id, id, isArchived: false) : Task.CompletedTask;
}
