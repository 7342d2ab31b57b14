using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>The search field; its results replace the list that it contains.</summary>
public sealed partial class SearchPanel : IDisposable
{
    private const int HitCount = 30;

    // Faster than reading, slower than typing.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private CancellationTokenSource? _finding;
    private IReadOnlyList<SearchHit>? _hits;
    private string _text = "";

    /// <summary>Content beside the field.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private ConversationSearch Search { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Shows the list again.</summary>
    public void Clear()
    {
        Stop();
        (_text, _hits) = ("", null);
        StateHasChanged();
    }

    public void Dispose() => Stop();

    private static string Address(SearchHit hit) => hit.MessageId is { } message ? $"chat/{hit.ConversationId}?message={message}" : $"chat/{hit.ConversationId}";

    private async Task FindAsync()
    {
        Stop();
        if (string.IsNullOrWhiteSpace(_text))
        {
            _hits = null;
            return;
        }

        CancellationTokenSource finding = _finding = new();
        try
        {
            await Task.Delay(Pause, Time, finding.Token);
            IReadOnlyList<SearchHit> hits = await Task.Run(() => Search.FindAsync(Owner.Id, _text, HitCount, finding.Token), finding.Token);
            if (_finding == finding)
            {
                _hits = hits;
            }
        }
        catch (OperationCanceledException)
        {
            // The user typed something else meanwhile.
        }
    }

    private void OnKey(KeyboardEventArgs e)
    {
        if (e.Key == "Escape")
        {
            Clear();
        }
        else if (e.Key == "Enter" && _hits is [var first, ..])
        {
            Navigation.NavigateTo(Address(first));
        }
    }

    private void Stop()
    {
        _finding?.Cancel();
        _finding?.Dispose();
        _finding = null;
    }
}
