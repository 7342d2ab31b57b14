using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Sharing;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.Setup;

/// <summary>Manages the saved prompts: select, fill in, edit, delete. Returns the text to insert.</summary>
public sealed partial class PromptDialog
{
    private readonly Dictionary<string, string> _values = [];
    private IReadOnlyList<PromptView> _prompts = [];
    private IReadOnlyList<TeamPrompt> _teamPrompts = [];
    private PromptView? _edited;
    private PromptView? _filled;
    private PromptView? _deleted;
    private ElementReference _body;
    private bool _mustFocus;

    /// <summary>The text of the composer; the initial text of a new prompt.</summary>
    [Parameter]
    public string Draft { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private PromptStore Store { get; set; } = null!;

    [Inject]
    private TeamPrompts TeamPrompts { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    // The focused element disappeared with its view.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_mustFocus)
        {
            _mustFocus = false;
            await _body.FocusAsync();
        }
    }

    private async Task LoadAsync() => (_prompts, _teamPrompts) = (await Store.ListAsync(Owner.Id), await TeamPrompts.ListAsync(Owner.Id));

    private void Edit(PromptView prompt) => (_edited, _mustFocus) = (prompt, true);

    private void Use(PromptView prompt)
    {
        if (PromptVariables.NamesIn(prompt.Text).Count == 0)
        {
            Dialog.Close(prompt.Text);
            return;
        }

        _values.Clear();
        (_filled, _mustFocus) = (prompt, true);
    }

    private Task ShareAsync(PromptView prompt) => ShareDialog.ShowAsync(Dialogs, new ShareTarget(ShareKind.Prompt, prompt.Id), prompt.Title);

    private void Insert() => Dialog.Close(PromptVariables.Fill(_filled!.Text, _values));

    private void Back() => (_edited, _filled, _mustFocus) = (null, null, true);

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

        Back();
        await LoadAsync();
    }

    private async Task DeleteAsync(PromptView prompt)
    {
        await Store.DeleteAsync(Owner.Id, prompt.Id);
        (_deleted, _mustFocus) = (prompt, true);
        await LoadAsync();
    }

    private async Task RestoreAsync(PromptView prompt)
    {
        await Store.AddAsync(Owner.Id, prompt.Title, prompt.Text, prompt.Id);
        (_deleted, _mustFocus) = (null, true);
        await LoadAsync();
    }
}
