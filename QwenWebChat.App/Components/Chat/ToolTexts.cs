using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using MudBlazor;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Names tools and their arguments for the user.</summary>
internal static class ToolTexts
{
    // Names of tools of other programs are SERVER__TOOL.
    private const string ServerMark = "__";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string IconOf(string tool) => tool switch
    {
        "calculator" => Icons.Material.Outlined.Calculate,
        "date" => Icons.Material.Outlined.CalendarToday,
        "search_documents" => Icons.Material.Outlined.FindInPage,
        _ when ServerOf(tool) is not null => Icons.Material.Outlined.Extension,
        _ => Icons.Material.Outlined.Handyman,
    };

    /// <summary>Returns the name of a tool: that of another program's tool with its server, that of an unknown one as it is.</summary>
    public static string NameOf(string tool, IStringLocalizer<UiText> texts) =>
        texts[$"Tool_{tool}"] is { ResourceNotFound: false } name ? name.Value
        : ServerOf(tool) is { } server ? $"{server} · {NameAtServer(tool)}"
        : tool;

    /// <summary>Returns the name of the server that has a tool; null for a tool of this app.</summary>
    public static string? ServerOf(string tool) => tool.IndexOf(ServerMark, StringComparison.Ordinal) is > 0 and int mark ? tool[..mark] : null;

    /// <summary>Returns the name by which its server knows a tool.</summary>
    public static string NameAtServer(string tool) => tool[(tool.IndexOf(ServerMark, StringComparison.Ordinal) is > 0 and int mark ? mark + ServerMark.Length : 0)..];

    /// <summary>Returns the arguments in one line: the value alone if it is the only one, and a text.</summary>
    public static string Summary(string arguments)
    {
        JsonProperty[] all = [.. ToolArguments.Read(arguments).EnumerateObject()];
        return all is [{ Value: { ValueKind: JsonValueKind.String } only }] ? Short(only) : string.Join(", ", all.Select(argument => $"{argument.Name}: {Short(argument.Value)}"));
    }

    /// <summary>Returns the arguments as indented JSON.</summary>
    public static string Whole(string arguments) => JsonSerializer.Serialize(ToolArguments.Read(arguments), Indented);

    private static string Short(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? string.Join(' ', value.GetString()!.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : value.GetRawText();
}
