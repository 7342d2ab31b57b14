using Microsoft.Extensions.AI;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary><c>POST /v1/responses</c>. Nothing is stored: each request carries the whole conversation.</summary>
internal sealed class ResponsesEndpoint(ModelNames models, IModelHost host, ApiTransport transport, LogprobFields logprobs, TimeProvider clock)
{
    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        ApiRequest request = Read(body, call);
        CompletionHead head = CompletionHead.Of(request, "resp", clock);
        SamplingOverrides defaults = host.Status.Defaults;
        ResponseBody initial = ResponseBody.Of(body, head, body["temperature"].Number() ?? defaults.Temperature ?? 1, body["top_p"].Number() ?? defaults.TopP ?? 1);
        await transport.SendAsync(call.Http, request, () => new ResponseStreamWriter(initial, logprobs), whole => WholeOf(initial, whole[0])).ConfigureAwait(false);
    }

    private ApiRequest Read(JsonField body, ApiCall call)
    {
        RefuseStored(body);
        QwenChatOptions options = RequestFields.Read(body, call.Owner, "max_output_tokens");
        options.ResponseFormat = FormatOf(body["text"]["format"]);
        options.Instructions = body["instructions"].Text();
        int? top = body["top_logprobs"].Integer(0, TokenLogprobs.MaxTopCount);
        options.LogprobCount = top > 0 || body["include"].Items().Any(item => item.Text() == "message.output_text.logprobs") ? top ?? 0 : null;
        ReadTools(body, options, call.Limits.MaxTools);
        return new ApiRequest(call, models.Find(body["model"].Text()), ResponseInput.Read(body["input"], call.Limits.MaxMessages), options) { IsStreamed = body["stream"].Flag() ?? false };
    }

    private ResponseBody WholeOf(ResponseBody initial, CollectedAnswer answer)
    {
        ResponseBuilder builder = new(initial, logprobs, (_, _) => { });
        foreach (ChatResponseUpdate update in answer.Updates)
        {
            builder.Add(update);
        }

        return builder.End();
    }

    private static void RefuseStored(JsonField body)
    {
        foreach (string field in (string[])["previous_response_id", "conversation", "prompt"])
        {
            if (!body[field].IsNull)
            {
                throw ApiException.NotSupported(field, "nothing is stored; send the whole conversation as input.");
            }
        }

        if (body["background"].Flag() == true)
        {
            throw ApiException.NotSupported("background", "a response ends with its connection.");
        }
    }

    private static ChatResponseFormat? FormatOf(JsonField format) => format.IsNull ? null
        : format["type"].Text() == "json_schema" ? OutputFields.JsonSchemaOf(format)
        : OutputFields.ResponseFormatOf(format);

    // Tools of other types, such as web_search, run at OpenAI; clients send them along and do without.
    private static void ReadTools(JsonField body, QwenChatOptions options, int maxTools)
    {
        FunctionTools.Set(options, body["tools"].Items(maxTools).Where(tool => tool["type"].RequiredText() == "function").Select(tool => FunctionTools.Read(tool, "parameters")));
        options.AllowMultipleToolCalls = body["parallel_tool_calls"].Flag();
        JsonField choice = body["tool_choice"];
        if (choice.IsObject && choice["type"].RequiredText() == "function")
        {
            FunctionTools.Require(options, choice["name"]);
        }
        else if (choice.IsObject && choice["type"].Text() == "allowed_tools")
        {
            ToolFields.Allow(choice, options, tool => tool["name"]);
        }
        else if (choice.IsObject)
        {
            throw ApiException.NotSupported(choice.Path, $"tools of type {choice["type"].Text()} run at OpenAI; it must be function.");
        }
        else if (!choice.IsNull)
        {
            ToolFields.SetMode(choice, options);
        }
    }
}
