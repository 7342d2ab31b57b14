using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.App.Data;

/// <summary>Converts the calls of an answer to and from the JSON in the database.</summary>
internal static class StoredToolCalls
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns null for no calls.</summary>
    public static string? Write(IReadOnlyList<ToolCall> calls) => calls.Count == 0 ? null : JsonSerializer.Serialize(calls, Format);

    public static IReadOnlyList<ToolCall> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<ToolCall>>(json, Format) ?? [];
}
