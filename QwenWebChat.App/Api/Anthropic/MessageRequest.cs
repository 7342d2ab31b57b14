using System.Globalization;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Reads the fields that an answer and the count of a prompt have in common.</summary>
internal static class MessageRequest
{
    /// <exception cref="ApiException">A field is invalid.</exception>
    public static ApiRequest Read(JsonField body, ApiCall call, ModelNames models)
    {
        List<ChatMessage> messages = MessageList.Read(body, call.Limits.MaxMessages);
        QwenChatOptions options = new()
        {
            Owner = call.Owner,
            Kind = RequestKind.Api,
            Sampling = SamplingOf(body),
            ResponseFormat = FormatOf(body["output_config"]["format"]) ?? FormatOf(body["output_format"]),
            ContinuesAnswer = messages[^1].Role == ChatRole.Assistant,
        };
        ToolFields.Read(body, options, call.Limits.MaxTools);
        return new ApiRequest(call, models.Find(body["model"].Text()), messages, options) { IsStreamed = body["stream"].Flag() ?? false };
    }

    private static SamplingOverrides SamplingOf(JsonField body)
    {
        JsonField temperature = body["temperature"];
        if (temperature.Number() is > 1 and double number)
        {
            throw ApiException.Invalid(temperature.Path, $"{temperature.Path} is {number.ToString(CultureInfo.InvariantCulture)}; it must be 0 to 1.");
        }

        return SamplingFields.Read(body, parameter => parameter.Name is "temperature" or "top_p" or "top_k" ? parameter.Name : null) with
        {
            Seed = SamplingFields.SeedOf(body["seed"]),
            Stop = SamplingFields.StopsOf(body["stop_sequences"]),
        };
    }

    private static ChatResponseFormatJson? FormatOf(JsonField field) => field.IsNull ? null
        : field["type"].RequiredText() == "json_schema" ? ChatResponseFormat.ForJsonSchema(field["schema"].RequiredObject())
        : throw ApiException.Invalid(field["type"].Path, $"{field["type"].Path} is {field["type"].Text()}; it must be json_schema.");
}
