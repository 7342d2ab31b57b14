using System.Text.Json;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>A response, complete or not. Clients expect every field.</summary>
internal sealed record ResponseBody
{
    private static readonly JsonElement None = JsonSerializer.SerializeToElement(Array.Empty<object>());
    private static readonly JsonElement Auto = JsonSerializer.SerializeToElement("auto");
    private static readonly JsonElement Empty = JsonSerializer.SerializeToElement(new { });
    private static readonly JsonElement PlainText = JsonSerializer.SerializeToElement(new { format = new { type = "text" } });

    public required string Id { get; init; }

    public string Object { get; } = "response";

    public required long CreatedAt { get; init; }

    public required string Status { get; init; }

    public bool Background { get; }

    public object? Error { get; init; }

    public object? IncompleteDetails { get; init; }

    public string? Instructions { get; init; }

    public int? MaxOutputTokens { get; init; }

    public required string Model { get; init; }

    public IReadOnlyList<object> Output { get; init; } = [];

    public bool ParallelToolCalls { get; init; } = true;

    public string? PreviousResponseId { get; }

    /// <summary>Always false: nothing is stored, so a later request sends the whole history.</summary>
    public bool Store { get; }

    public double Temperature { get; init; }

    public JsonElement Text { get; init; }

    public JsonElement ToolChoice { get; init; }

    public JsonElement Tools { get; init; }

    public double TopP { get; init; }

    public string Truncation { get; } = "disabled";

    public ResponseUsage? Usage { get; init; }

    public JsonElement Metadata { get; init; }

    /// <summary>Creates a response that has not begun, with the fields of its request.</summary>
    public static ResponseBody Of(JsonField request, CompletionHead head, double temperature, double topP) => new()
    {
        Id = head.Id,
        CreatedAt = head.Created,
        Model = head.Model,
        Status = ResponseItem.InProgress,
        Instructions = request["instructions"].Text(),
        MaxOutputTokens = request["max_output_tokens"].Integer(1),
        ParallelToolCalls = request["parallel_tool_calls"].Flag() ?? true,
        Temperature = temperature,
        TopP = topP,
        Text = ValueOf(request["text"], PlainText),
        ToolChoice = ValueOf(request["tool_choice"], Auto),
        Tools = ValueOf(request["tools"], None),
        Metadata = ValueOf(request["metadata"], Empty),
    };

    private static JsonElement ValueOf(JsonField field, JsonElement absent) => field.IsNull ? absent : field.Value;
}
