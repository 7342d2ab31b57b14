using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Components.Setup;

/// <summary>
/// Edits the settings of a chat's answers: system prompt, output format, preset, parameters. Returns a <see cref="SetupChoice"/>.
/// </summary>
public sealed partial class SetupDialog
{
    private static readonly string[] Presets = [.. ChatPreset.Names, ChatPreset.Custom];

    private readonly Dictionary<string, string> _texts = [];
    private readonly HashSet<string> _wrong = [];
    private SamplingOverrides _settings = SamplingOverrides.None;
    private string _system = "";
    private string _stop = "";
    private OutputFormatField? _format;
    private SetupPreset? _filled;
    private (string System, OutputFormat Format) _before;

    [Parameter, EditorRequired]
    public ChatSetup Setup { get; set; } = ChatSetup.None;

    /// <summary>The model, whose values apply where none is set.</summary>
    [Parameter]
    public ModelStatus Model { get; set; } = ModelStatus.Empty;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private string Preset => ChatPreset.Of(_settings);

    private bool IsWrong => _wrong.Count > 0 || _format is { IsWrong: true };

    protected override void OnInitialized() => Show(Setup);

    private void Show(ChatSetup setup)
    {
        _settings = setup.Settings;
        _system = setup.SystemPrompt ?? "";
        _stop = setup.Settings.Stop?.ToLines() ?? "";
        WriteFields();
    }

    private void WriteFields()
    {
        _wrong.Clear();
        foreach (SamplingParameter parameter in SamplingParameters.All)
        {
            _texts[parameter.Name] = parameter.Format(_settings) ?? "";
        }
    }

    // An empty field leaves the value to the model. A comma is a decimal point in many languages.
    private void Read(SamplingParameter parameter, string? text)
    {
        _texts[parameter.Name] = text ?? "";
        SamplingOverrides? settings = string.IsNullOrWhiteSpace(text) ? parameter.With(null, _settings) : parameter.Parse(text.Replace(',', '.'), _settings);
        if (settings is not null && parameter.ErrorIn(settings) is null)
        {
            _wrong.Remove(parameter.Name);
            _settings = settings;
        }
        else
        {
            _wrong.Add(parameter.Name);
        }
    }

    private void Choose(string preset)
    {
        _settings = ChatPreset.Apply(preset, _settings);
        WriteFields();
    }

    private Task ResetAsync()
    {
        Show(ChatSetup.None);
        _filled = null;
        return _format!.ShowAsync(ChatSetup.None.Format);
    }

    private async Task FillAsync(SetupPreset preset)
    {
        await _format!.ReadAsync();
        _before = _filled is null ? (_system, _format.Written) : _before;
        (_filled, _system) = (preset, preset.SystemPrompt);
        await _format.ShowAsync(preset.Format);
    }

    private Task UndoFillAsync()
    {
        (_filled, _system) = (null, _before.System);
        return _format!.ShowAsync(_before.Format);
    }

    private string DefaultOf(SamplingParameter parameter) => parameter.Format(Model.Defaults) ?? Text["SettingAuto"];

    /// <summary>Returns the key of the text that names the origin of the effective value; null if no model recommends one.</summary>
    private string? SourceOf(SamplingParameter parameter) =>
        _texts[parameter.Name].Length > 0 ? "Source_Custom"
        : parameter.Format(Model.Defaults) is null ? null
        : parameter.IsRecommended ? $"Source_{Model.DefaultsSource}"
        : parameter == SamplingParameters.MaxTokens ? $"Source_{Model.MaxTokensSource}"
        : null;

    private string RangeOf(SamplingParameter parameter) =>
        Text[parameter switch { { Max: null } => "SettingRangeFrom", { IsMinExcluded: true } => "SettingRangeAbove", _ => "SettingRange" }, parameter.Min, parameter.Max ?? 0];

    // The balanced preset has the model's own values, or those of its family if it has none.
    private string PresetHint => Text[Preset == ChatPreset.Balanced ? $"PresetHint_balanced_{Model.DefaultsSource}" : $"PresetHint_{Preset}"];

    private async Task CloseAsync(bool isDefault)
    {
        OutputFormat format = await _format!.ReadAsync();
        if (IsWrong)
        {
            return;
        }

        string? system = string.IsNullOrWhiteSpace(_system) ? null : _system.Trim();
        ChatSetup setup = Setup with { SystemPrompt = system, Settings = _settings with { Stop = StopSequences.FromLines(_stop) }, Format = format };
        Dialog.Close(new SetupChoice(setup, isDefault));
    }
}
