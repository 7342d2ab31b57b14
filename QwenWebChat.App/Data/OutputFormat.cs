using System.Text.Json.Serialization;

namespace QwenWebChat.App.Data;

/// <summary>The output format of a conversation's answers.</summary>
public sealed record OutputFormat
{
    public static readonly OutputFormat FreeText = new();

    public OutputFormatKind Kind { get; init; } = OutputFormatKind.Text;

    /// <summary>The text of the JSON Schema; null for the other kinds.</summary>
    public string? Schema { get; init; }

    /// <summary>The answers are JSON.</summary>
    [JsonIgnore]
    public bool IsJson => Kind != OutputFormatKind.Text;

    public static OutputFormat OfSchema(string schema) => new() { Kind = OutputFormatKind.JsonSchema, Schema = schema };
}
