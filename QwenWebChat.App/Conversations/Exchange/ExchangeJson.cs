using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>JSON options for writing and reading <see cref="ExportedFile"/>.</summary>
internal static class ExchangeJson
{
    /// <summary>Text is not HTML-escaped: the file goes to disk, never into a page.</summary>
    public static readonly JsonWriterOptions Writing = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Missing fields, invalid nulls and unknown enum names are errors; unknown fields are not.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
