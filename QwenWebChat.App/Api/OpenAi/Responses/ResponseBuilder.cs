using System.Text;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>Builds a response from the updates of its answer, and tells each step as an event.</summary>
/// <param name="emit">Takes an event: its type, and its fields. Not called for a response that is not streamed.</param>
internal sealed class ResponseBuilder(ResponseBody initial, LogprobFields logprobs, Action<string, object> emit)
{
    private readonly List<ResponseItem> _items = [];
    private readonly StringBuilder _text = new();
    private readonly List<TokenLogprobList.Entry> _logprobs = [];
    private readonly PendingLogprobs _pending = new();
    private string? _openId;
    private ChatFinishReason _reason = ChatFinishReason.Stop;
    private UsageDetails _usage = new();

    private int Index => _items.Count;

    public void Begin()
    {
        emit("response.created", new { response = initial });
        emit("response.in_progress", new { response = initial });
    }

    public void Add(ChatResponseUpdate update)
    {
        _pending.Add(update);
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    AddText(text.Text);
                    break;
                case FunctionCallContent call:
                    AddCall(call);
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    break;
            }
        }

        _reason = update.FinishReason ?? _reason;
    }

    /// <summary>Ends the response.</summary>
    public ResponseBody End()
    {
        bool isCut = _reason == ChatFinishReason.Length;
        if (_items.Count == 0)
        {
            // A response without output has an empty message.
            AddText("");
        }

        CloseMessage(isCut ? ResponseItem.Incomplete : ResponseItem.Completed);
        ResponseBody ended = initial with
        {
            Status = isCut ? ResponseItem.Incomplete : ResponseItem.Completed,
            IncompleteDetails = isCut ? new { Reason = "max_output_tokens" } : null,
            Output = [.. _items],
            Usage = ResponseUsage.Of(_usage),
        };
        emit(isCut ? "response.incomplete" : "response.completed", new { response = ended });
        return ended;
    }

    private void AddText(string text)
    {
        if (_openId is null)
        {
            _openId = NewId("msg");
            emit("response.output_item.added", new { output_index = Index, item = new MessageItem(_openId, ResponseItem.InProgress, []) });
            emit("response.content_part.added", new { item_id = _openId, output_index = Index, content_index = 0, part = new TextPart("", []) });
        }

        if (text.Length > 0)
        {
            _text.Append(text);
            IReadOnlyList<TokenLogprobList.Entry> tokens = logprobs.ChatOf(_pending.Take())?.Content ?? [];
            _logprobs.AddRange(tokens);
            emit("response.output_text.delta", new { item_id = _openId, output_index = Index, content_index = 0, delta = text, logprobs = tokens });
        }
    }

    private void CloseMessage(string status)
    {
        if (_openId is null)
        {
            return;
        }

        TextPart part = new(_text.ToString(), [.. _logprobs]);
        MessageItem item = new(_openId, status, [part]);
        emit("response.output_text.done", new { item_id = _openId, output_index = Index, content_index = 0, text = part.Text, logprobs = part.Logprobs });
        emit("response.content_part.done", new { item_id = _openId, output_index = Index, content_index = 0, part });
        Close(item);
        _openId = null;
        _text.Clear();
        _logprobs.Clear();
    }

    private void AddCall(FunctionCallContent call)
    {
        CloseMessage(ResponseItem.Completed);
        string arguments = ChatCompletion.Call.Of(call).Function.Arguments;
        FunctionCallItem item = new(NewId("fc"), ResponseItem.Completed, call.CallId, call.Name, arguments);
        emit("response.output_item.added", new { output_index = Index, item = item with { Status = ResponseItem.InProgress, Arguments = "" } });
        emit("response.function_call_arguments.delta", new { item_id = item.Id, output_index = Index, delta = arguments });
        emit("response.function_call_arguments.done", new { item_id = item.Id, output_index = Index, name = item.Name, arguments });
        Close(item);
    }

    private void Close(ResponseItem item)
    {
        emit("response.output_item.done", new { output_index = Index, item = (object)item });
        _items.Add(item);
    }

    private static string NewId(string prefix) => $"{prefix}_{Guid.NewGuid():N}";
}
