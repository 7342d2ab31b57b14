using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components.Admin.Servers;

/// <summary>Lists the servers whose tools chats may use, with their states, and changes those that were added here.</summary>
public sealed partial class ToolServersPage : IDisposable
{
    private static readonly DialogOptions EditOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, CloseButton = true, BackdropClick = false };
    private static readonly DialogOptions AskOptions = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string? _problem;

    [Inject]
    private McpServers Servers { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private ToolServers Board { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private ILogger<ToolServersPage> Logger { get; set; } = null!;

    public void Dispose()
    {
        Servers.Changed -= OnChanged;
        Board.Changed -= OnChanged;
    }

    protected override void OnInitialized()
    {
        Servers.Changed += OnChanged;
        Board.Changed += OnChanged;
    }

    private void OnChanged() => _ = InvokeAsync(() => Culture.Run(StateHasChanged));

    private Task AddAsync() => ShowAsync(null);

    private Task EditAsync(McpServer server) => ShowAsync(server);

    private async Task ShowAsync(McpServer? server)
    {
        _problem = null;
        DialogParameters<ToolServerDialog> parameters = new() { { dialog => dialog.Server, server } };
        IDialogReference dialog = await Dialogs.ShowAsync<ToolServerDialog>(title: null, parameters, EditOptions);
        await dialog.Result;
    }

    private async Task RemoveAsync(McpServer server)
    {
        DialogParameters<RemoveServerDialog> parameters = new() { { dialog => dialog.Name, server.Name } };
        IDialogReference dialog = await Dialogs.ShowAsync<RemoveServerDialog>(title: null, parameters, AskOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await RunAsync(async () =>
            {
                await Servers.RemoveAsync(server.Name);
                await Trail.RecordAsync(AuditAction.ToolServerRemoved, new AuditTarget(AuditTargetKind.ToolServer, server.Name));
            });
        }
    }

    private Task SwitchAsync(McpServer server, bool isOn) => RunAsync(async () =>
    {
        await Servers.SwitchAsync(server.Name, isOn);
        await Trail.RecordAsync(AuditAction.ToolServerChanged, new AuditTarget(AuditTargetKind.ToolServer, server.Name), detail: isOn ? "on" : "off");
    });

    private async Task RunAsync(Func<Task> change)
    {
        _problem = null;
        try
        {
            await change();
        }
        catch (RefusedServerException exception)
        {
            _problem = exception.Message;
        }
        catch (Exception exception)
        {
            LogFailed(Logger, exception);
            _problem = Text["ToolServerNotStored"];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A tool server could not be changed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
