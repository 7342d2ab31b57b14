using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Retention;

namespace QwenWebChat.App.Components.Admin.Groups;

/// <summary>Lists the groups with their members, and changes them.</summary>
public sealed partial class GroupsPage : IDisposable
{
    private static readonly DialogOptions AskOptions = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<GroupView> _groups = [];
    private IReadOnlyList<GroupMemberView> _accounts = [];
    private GroupFault? _fault;
    private string _name = "";
    private bool _isLoaded;

    [Inject]
    private GroupStore Store { get; set; } = null!;

    [Inject]
    private AccountStore Accounts { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    [Inject]
    private RetentionStore Retention { get; set; } = null!;

    [Inject]
    private ConversationRetention Conversations { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    public void Dispose() => Directory.Changed -= OnChanged;

    protected override async Task OnInitializedAsync()
    {
        Directory.Changed += OnChanged;
        await ReadAsync();
    }

    // Another administrator may change something.
    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        Culture.Run(StateHasChanged);
    });

    private async Task ReadAsync()
    {
        _groups = await Store.ListAsync();
        _accounts = [.. (await Accounts.ListAsync()).Select(account => new GroupMemberView(account.Id, account.Name))];
        _isLoaded = true;
    }

    private async Task ChangeAsync(AuditAction action, string group, Task<GroupFault?> change, string? detail = null)
    {
        _fault = await change;
        AuditTarget target = new(AuditTargetKind.Group, group);
        await Trail.RecordAsync(action, target, _fault is null ? AuditOutcome.Succeeded : AuditOutcome.Refused, _fault?.ToString() ?? detail);
    }

    private async Task CreateAsync()
    {
        await ChangeAsync(AuditAction.GroupMade, _name.Trim(), Store.CreateAsync(_name));
        _name = _fault is null ? "" : _name;
    }

    private Task RenameAsync(GroupView group, string name) => ChangeAsync(AuditAction.GroupRenamed, group.Name, Store.RenameAsync(group.Id, name), name.Trim());

    private Task AddAsync(GroupView group, GroupMemberView member) => ChangeAsync(AuditAction.GroupMemberAdded, group.Name, Store.AddMemberAsync(group.Id, member.Id), member.Name);

    private Task RemoveAsync(GroupView group, GroupMemberView member) => ChangeAsync(AuditAction.GroupMemberRemoved, group.Name, Store.RemoveMemberAsync(group.Id, member.Id), member.Name);

    private async Task KeepAsync(GroupView group, string text)
    {
        bool isValid = RetentionDays.TryParse(text, out int? days);
        await ChangeAsync(
            AuditAction.RetentionChanged, group.Name, isValid ? Retention.SetOfGroupAsync(group.Id, days) : Task.FromResult<GroupFault?>(GroupFault.RetentionInvalid),
            days?.ToString(CultureInfo.InvariantCulture));
        if (_fault is null)
        {
            await Conversations.AnnounceAsync();
        }

        await ReadAsync();
    }

    private async Task DeleteAsync(GroupView group)
    {
        _fault = null;
        IDialogReference dialog = await Dialogs.ShowAsync<DeleteGroupDialog>(title: null, new DialogParameters<DeleteGroupDialog> { { asked => asked.Name, group.Name } }, AskOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await ChangeAsync(AuditAction.GroupDeleted, group.Name, Store.DeleteAsync(group.Id));
        }
    }
}
