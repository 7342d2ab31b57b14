using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Edits a name in place: Enter and leaving the field save it, Escape does not.</summary>
public sealed partial class NameField
{
    private ElementReference _field;
    private string _text = "";
    private bool _isDone;

    /// <summary>The initial name.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public string TestId { get; set; } = "rename-field";

    /// <summary>Raised once with the new name; null if the name is unchanged.</summary>
    [Parameter]
    public EventCallback<string?> OnDone { get; set; }

    protected override void OnInitialized() => _text = Name;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _field.FocusAsync();
        }
    }

    private Task OnKeyAsync(KeyboardEventArgs e) => e.Key switch
    {
        "Enter" => SaveAsync(),
        "Escape" => EndAsync(null),
        _ => Task.CompletedTask,
    };

    // A blank field keeps the old name.
    private Task SaveAsync() => EndAsync(string.IsNullOrWhiteSpace(_text) || _text == Name ? null : _text);

    private Task EndAsync(string? name)
    {
        if (_isDone)
        {
            return Task.CompletedTask;
        }

        _isDone = true;
        return OnDone.InvokeAsync(name);
    }
}
