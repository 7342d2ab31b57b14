using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Setup;

/// <summary>The prompts that are kept to use again: picked, filled in, written, deleted. Returns the text to insert.</summary>
public sealed partial class PromptDialog
{
    private readonly Dictionary<string, string> _values = [];
    private IReadOnlyList<PromptView> _prompts = [];
    private PromptView? _edited;
    private PromptView? _filled;
    private PromptView? _deleted;

    /// <summary>What stands in the composer: a new prompt begins with it.</summary>
    [Parameter]
    public string Draft { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private PromptStore Store { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _prompts = await Store.ListAsync(Owner.Id);

    private void Use(PromptView prompt)
    {
        if (PromptVariables.NamesIn(prompt.Text).Count == 0)
        {
            Dialog.Close(prompt.Text);
            return;
        }

        _values.Clear();
        _filled = prompt;
    }

    private void Insert() => Dialog.Close(PromptVariables.Fill(_filled!.Text, _values));

    private void Back() => (_edited, _filled) = (null, null);

    private async Task SaveAsync()
    {
        PromptView prompt = _edited!;
        if (prompt.Id == Guid.Empty)
        {
            await Store.AddAsync(Owner.Id, prompt.Title, prompt.Text);
        }
        else
        {
            await Store.UpdateAsync(Owner.Id, prompt);
        }

        _edited = null;
        await LoadAsync();
    }

    private async Task DeleteAsync(PromptView prompt)
    {
        await Store.DeleteAsync(Owner.Id, prompt.Id);
        _deleted = prompt;
        await LoadAsync();
    }

    private async Task RestoreAsync(PromptView prompt)
    {
        await Store.AddAsync(Owner.Id, prompt.Title, prompt.Text, prompt.Id);
        _deleted = null;
        await LoadAsync();
    }
}
