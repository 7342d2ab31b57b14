using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Components.Setup;

/// <summary>Edits an output format. A schema is checked shortly after each change, away from the page's thread.</summary>
public sealed partial class OutputFormatField
{
    private OutputFormatKind _kind;
    private string _schema = "";
    private (string Schema, SchemaError? Error)? _checked;
    private Task _checking = Task.CompletedTask;
    private TextEditor? _editor;
    private int _version;

    /// <summary>The format to begin with.</summary>
    [Parameter, EditorRequired]
    public OutputFormat Value { get; set; } = OutputFormat.FreeText;

    /// <summary>Raised when <see cref="IsWrong"/> may have changed.</summary>
    [Parameter]
    public EventCallback OnChecked { get; set; }

    /// <summary>The chosen format is known to be invalid.</summary>
    public bool IsWrong => _kind == OutputFormatKind.JsonSchema && State is "empty" or "wrong";

    /// <summary>The format as it is written, with a schema that is not chosen.</summary>
    public OutputFormat Written => new() { Kind = _kind, Schema = _schema };

    private SchemaError? Error => _checked is { } check && check.Schema == _schema ? check.Error : null;

    private string State => string.IsNullOrWhiteSpace(_schema) ? "empty"
        : _checked?.Schema != _schema ? "unknown"
        : Error is null ? "valid"
        : "wrong";

    private string StateLine => State switch
    {
        "empty" => Text["SchemaEmpty"],
        "valid" => Text["SchemaValid"],
        "wrong" when Error is { Place: { } pointer } error => $"{(pointer.Length == 0 ? Text["SchemaRoot"] : pointer)}: {error.Reason}",
        "wrong" when Error is { } error => Text["SchemaNotJson", error.Line, error.Column, error.Reason],
        _ => "",
    };

    private Dictionary<string, object> EditorAttributes => new()
    {
        ["aria-describedby"] = "schema-state",
        ["aria-invalid"] = Error is null ? "false" : "true",
        ["spellcheck"] = "false",
        ["placeholder"] = """{ "type": "object", "properties": { … } }""",
    };

    /// <summary>Replaces the format that is edited.</summary>
    public Task ShowAsync(OutputFormat format)
    {
        (_kind, _schema) = (format.Kind, format.Schema ?? "");
        _version++;
        return CheckAsync();
    }

    /// <summary>Returns the format as it is written now, after it is checked.</summary>
    public async Task<OutputFormat> ReadAsync()
    {
        await (_editor?.ReportAsync() ?? Task.CompletedTask);
        await CheckAsync();
        return new OutputFormat { Kind = _kind, Schema = _kind == OutputFormatKind.JsonSchema ? _schema : null };
    }

    protected override Task OnInitializedAsync() => ShowAsync(Value);

    private Task ChooseAsync(OutputFormatKind kind)
    {
        _kind = kind;
        return CheckAsync();
    }

    // An editor that was replaced may still report its text.
    private EventCallback<string> ReceiverOf(int version) => EventCallback.Factory.Create<string>(this, schema =>
    {
        _schema = version == _version ? schema : _schema;
        return CheckAsync();
    });

    // One check at a time: the schema that is there when it ends is checked next.
    private async Task CheckAsync()
    {
        if (_checking.IsCompleted)
        {
            _checking = CheckLatestAsync();
        }

        await _checking;
        await OnChecked.InvokeAsync();
    }

    private async Task CheckLatestAsync()
    {
        while (_kind == OutputFormatKind.JsonSchema && _checked?.Schema != _schema && !string.IsNullOrWhiteSpace(_schema))
        {
            string schema = _schema;
            _checked = (schema, await Task.Run(() => SchemaCheck.FindError(schema)));
        }
    }
}
