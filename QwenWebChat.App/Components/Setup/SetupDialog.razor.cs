using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Components.Setup;

/// <summary>
/// Edits the settings of a chat's answers: system prompt, preset, parameters. Returns a <see cref="SetupChoice"/>.
/// </summary>
public sealed partial class SetupDialog
{
    private static readonly string[] Presets = [.. ChatPreset.Names, ChatPreset.Own];

    private readonly Dictionary<string, string> _texts = [];
    private readonly HashSet<string> _wrong = [];
    private ConversationSettings _settings = ConversationSettings.None;
    private string _system = "";
    private string _stop = "";

    [Parameter, EditorRequired]
    public ChatSetup Setup { get; set; } = ChatSetup.None;

    /// <summary>The model, whose values apply where none is set.</summary>
    [Parameter]
    public ModelStatus Model { get; set; } = ModelStatus.Empty;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private string Preset => ChatPreset.Of(_settings);

    protected override void OnInitialized() => Show(Setup);

    private void Show(ChatSetup setup)
    {
        _settings = setup.Settings;
        _system = setup.SystemPrompt ?? "";
        _stop = setup.Settings.Stop ?? "";
        WriteFields();
    }

    private void WriteFields()
    {
        _wrong.Clear();
        foreach (SettingField field in SettingField.All)
        {
            _texts[field.Name] = field.Write(_settings);
        }
    }

    private void Read(SettingField field, string? text)
    {
        _texts[field.Name] = text ?? "";
        if (field.TryRead(text ?? "", out double? value))
        {
            _wrong.Remove(field.Name);
            _settings = field.Set(_settings, value);
        }
        else
        {
            _wrong.Add(field.Name);
        }
    }

    private void Choose(string preset)
    {
        _settings = ChatPreset.Apply(preset, _settings);
        WriteFields();
    }

    private void Reset() => Show(ChatSetup.None);

    private string DefaultOf(SettingField field) => field.Write(Model.Defaults) is { Length: > 0 } value ? value : Text["SettingAuto"];

    /// <summary>Returns the origin of the effective value; null if no model recommends one.</summary>
    private SettingsSource? SourceOf(SettingField field) =>
        _texts[field.Name].Length > 0 ? SettingsSource.Own
        : field.Write(Model.Defaults).Length == 0 ? null
        : field.IsRecipe ? Model.DefaultsSource
        : field.IsLength ? Model.MaxTokensSource
        : null;

    // The balanced preset has the model's own values, or those of its family if it has none.
    private string PresetHint => Text[Preset == ChatPreset.Balanced ? $"PresetHint_balanced_{Model.DefaultsSource}" : $"PresetHint_{Preset}"];

    private void Close(bool isDefault)
    {
        string? system = string.IsNullOrWhiteSpace(_system) ? null : _system.Trim();
        string? stop = string.IsNullOrWhiteSpace(_stop) ? null : _stop.ReplaceLineEndings("\n").Trim();
        Dialog.Close(new SetupChoice(new ChatSetup(system, _settings with { Stop = stop }), isDefault));
    }
}
