using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api;

/// <summary>Reads the functions that the model may call, and sets whether it must.</summary>
internal static class FunctionTools
{
    private const int MaxNameLength = 128;

    private static readonly JsonElement NoParameters = JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    /// <summary>Sets the tools of a request; an empty list is the same as none.</summary>
    public static void Set(ChatOptions options, IEnumerable<AITool> tools) => options.Tools = tools.ToArray() is { Length: > 0 } some ? some : null;

    /// <summary>Creates the declaration from a tool of type <c>function</c>, as OpenAI and Ollama have them.</summary>
    /// <exception cref="ApiException">The tool is not a valid function.</exception>
    public static AIFunctionDeclaration OfTool(JsonField tool)
    {
        JsonField type = tool["type"];
        return type.RequiredText() == "function" ? Read(tool["function"], "parameters")
            : throw ApiException.Invalid(type.Path, $"{type.Path} is {type.Text()}; it must be function.");
    }

    /// <summary>Creates the declaration of a function from its fields.</summary>
    /// <param name="parameters">The name of the field with the JSON Schema of the arguments.</param>
    /// <exception cref="ApiException">The function is invalid.</exception>
    public static AIFunctionDeclaration Read(JsonField function, string parameters)
    {
        JsonField name = function["name"];
        string text = name.RequiredText();
        if (text.Length is 0 or > MaxNameLength)
        {
            throw ApiException.Invalid(name.Path, $"{name.Path} has {text.Length} characters; it must have 1 to {MaxNameLength}.");
        }

        JsonField schema = function[parameters];
        return AIFunctionFactory.CreateDeclaration(text, function["description"].Text(), schema.IsNull ? NoParameters : schema.RequiredObject());
    }

    /// <summary>Requires the call of any function.</summary>
    /// <param name="field">The field that asks for it.</param>
    public static void RequireAny(ChatOptions options, JsonField field) => options.ToolMode = options.Tools is not null ? ChatToolMode.RequireAny
        : throw ApiException.Invalid(field.Path, $"{field.Path} is {field.Text()}, and there are no tools.");

    /// <summary>Requires the call of one function.</summary>
    public static void Require(ChatOptions options, JsonField name)
    {
        string function = name.RequiredText();
        options.ToolMode = options.Tools?.Any(tool => tool.Name == function) == true ? ChatToolMode.RequireSpecific(function)
            : throw ApiException.Invalid(name.Path, $"{name.Path} is {function}, which tools does not have.");
    }
}
