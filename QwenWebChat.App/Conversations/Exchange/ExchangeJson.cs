using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// The app's own export format: an object with <c>format</c>, <c>version</c>, <c>exportedAt</c> and <c>conversations</c>, a
/// list of <see cref="ExportedConversation"/>, whose field names define the format. Conversations are written and read one
/// by one.
/// </summary>
internal static class ExchangeJson
{
    public const string FormatName = "qwenwebchat";

    /// <summary>
    /// The version increases when older apps can no longer read the format; new optional fields do not increase it.
    /// </summary>
    public const int PresentVersion = 1;

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
