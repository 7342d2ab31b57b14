using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Client;

namespace QwenWebChat.App.Components.Admin.Servers;

/// <summary>Adds a server, or changes one that was added.</summary>
public sealed partial class ToolServerDialog
{
    private readonly List<SecretField> _headers = [];
    private readonly List<SecretField> _variables = [];
    private string _name = "";
    private string _url = "";
    private string _command = "";
    private string _arguments = "";
    private bool _isProgram;
    private bool _isSaving;
    private string? _problem;

    /// <summary>The server to change, without values that may be secret; null to add one.</summary>
    [Parameter]
    public McpServer? Server { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private McpServers Servers { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private AddedPrograms Programs { get; set; } = null!;

    [Inject]
    private ILogger<ToolServerDialog> Logger { get; set; } = null!;

    private bool IsComplete => (Server is not null || !string.IsNullOrWhiteSpace(_name))
        && (_isProgram ? Programs.RefusalToAdd is null && !string.IsNullOrWhiteSpace(_command) : !string.IsNullOrWhiteSpace(_url));

    private McpServerSettings Settings => _isProgram
        ? new McpServerSettings { Command = _command.Trim(), Arguments = _arguments.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries), Environment = ValuesOf(_variables) }
        : new McpServerSettings { Url = _url.Trim(), Headers = ValuesOf(_headers) };

    protected override void OnInitialized()
    {
        if (Server is { Settings: { } settings })
        {
            _isProgram = settings.Command is not null;
            (_url, _command, _arguments) = (settings.Url ?? "", settings.Command ?? "", string.Join('\n', settings.Arguments));
            _headers.AddRange(settings.Headers.Keys.Select(name => new SecretField { Name = name, IsStored = true }));
            _variables.AddRange(settings.Environment.Keys.Select(name => new SecretField { Name = name, IsStored = true }));
        }
    }

    // The last of two rows with one name counts; a row without a name and a value was never filled in.
    private static Dictionary<string, string> ValuesOf(IEnumerable<SecretField> fields) => fields.Where(field => field.Name.Length > 0 || field.Value.Length > 0)
        .GroupBy(field => field.Name.Trim()).ToDictionary(group => group.Key, group => group.Last().Value);

    private async Task SaveAsync()
    {
        (_isSaving, _problem) = (true, null);
        try
        {
            await (Server is null ? Servers.AddAsync(_name.Trim(), Settings) : Servers.UpdateAsync(Server.Name, Settings));
            await Trail.RecordAsync(
                Server is null ? AuditAction.ToolServerAdded : AuditAction.ToolServerChanged, new AuditTarget(AuditTargetKind.ToolServer, Server?.Name ?? _name.Trim()));
            Dialog.Close();
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
        finally
        {
            _isSaving = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A tool server could not be stored")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
