using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api;

/// <summary>The calls in the messages so far, to which results belong.</summary>
internal sealed class ToolHistory
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Adds a call.</summary>
    /// <exception cref="ApiException">Another call has its id.</exception>
    public FunctionCallContent Add(JsonField id, FunctionCallContent call) =>
        _ids.Add(call.CallId) ? call : throw ApiException.Invalid(id.Path, $"{id.Path} is {call.CallId}, the id of an earlier call; each call has an id of its own.");

    /// <summary>Returns the result of a call.</summary>
    /// <exception cref="ApiException">No earlier message has the call.</exception>
    public FunctionResultContent Result(JsonField id, string result) => _ids.Contains(id.RequiredText())
        ? new FunctionResultContent(id.RequiredText(), result)
        : throw ApiException.Invalid(id.Path, $"{id.Path} is {id.Text()}, and no earlier message of the assistant has that call.");

    /// <summary>Reads the arguments of a call, which are an object, or its text.</summary>
    public static Dictionary<string, object?> ArgumentsOf(JsonField field)
    {
        JsonField arguments = field;
        if (field.IsText)
        {
            string text = field.RequiredText();
            try
            {
                arguments = field with { Value = string.IsNullOrWhiteSpace(text) ? default : JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = JsonBody.MaxDepth }) };
            }
            catch (JsonException)
            {
                throw field.Expected("the text of a JSON object");
            }
        }

        return arguments.Members().Select(member => KeyValuePair.Create(member.Name, (object?)member.Field.Copy())).DistinctBy(member => member.Key).ToDictionary();
    }
}
