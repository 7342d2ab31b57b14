using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Components.Sharing;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>Lists what others share with the account's groups, and what the account shares.</summary>
public sealed partial class SharedPage : IDisposable
{
    private readonly RepeatedRead _reading;
    private IReadOnlyList<ShareView> _received = [];
    private IReadOnlyList<ShareView> _given = [];
    private bool _isLoaded;

    public SharedPage()
    {
        _reading = new RepeatedRead(ReadAsync);
    }

    [Inject]
    private ShareStore Store { get; set; } = null!;

    [Inject]
    private ShareChanges Changes { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    public void Dispose()
    {
        Store.Changed -= OnChanged;
        Directory.Changed -= OnChanged;
    }

    protected override async Task OnInitializedAsync()
    {
        Store.Changed += OnChanged;
        Directory.Changed += OnChanged;
        await _reading.RunAsync();
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        await _reading.RunAsync();
        Culture.Run(StateHasChanged);
    });

    private async Task ReadAsync() => (_received, _given, _isLoaded) = (await Store.ListForAsync(Owner.Id), await Store.ListOwnAsync(Owner.Id), true);
}
