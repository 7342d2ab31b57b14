using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Components.Models;

/// <summary>Shows the model's status in the bar; a click opens the details.</summary>
public sealed partial class ModelChip : IDisposable
{
    private ElementReference _chip;
    private bool _isOpen;

    [Inject]
    private IModelHost Host { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    private ModelStatus Status { get; set; } = ModelStatus.Empty;

    private string State => Status switch
    {
        { Phase: ModelPhase.Loading } => "loading",
        { Phase: ModelPhase.Ready, ActiveRequestCount: > 0 } => "busy",
        { Phase: ModelPhase.Ready } => "ready",
        { Error: not null } => "failed",
        _ => "none",
    };

    private string Facts => string.Join(" · ", new[] { Status.Format, UiFormats.Context(Status.ContextTokens) }.Where(fact => !string.IsNullOrEmpty(fact)));

    // Begins with the visible text, so that voice control can name it.
    private string Label => State switch
    {
        "loading" => $"{Status.Name} {Text["ChipLoading", UiFormats.Percent(Status.LoadProgress)]}",
        "failed" => Text["ChipFailed"],
        "none" => Text["ChipNone"],
        "busy" => $"{Status.Name} {Text["ChipBusy", Status.ActiveRequestCount]}",
        _ => $"{Status.Name} {Facts}, {Text["StateReady"]}",
    };

    public void Dispose() => Host.StatusChanged -= OnStatusChanged;

    protected override void OnInitialized()
    {
        Status = Host.Status;
        Host.StatusChanged += OnStatusChanged;
    }

    private void OnStatusChanged() => _ = InvokeAsync(() =>
    {
        Status = Host.Status;
        Culture.Run(StateHasChanged);
    });

    private void Toggle() => _isOpen = !_isOpen;

    private async Task CloseAsync()
    {
        _isOpen = false;
        await _chip.FocusAsync();
    }
}
