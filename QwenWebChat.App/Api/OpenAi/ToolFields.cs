using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the functions that the model may call, and whether it must.</summary>
internal static class ToolFields
{
    private const int MaxNameLength = 128;

    private static readonly JsonElement NoParameters = JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    /// <exception cref="ApiException">A tool is not a valid function.</exception>
    public static void Read(JsonField body, ChatOptions options, int maxTools)
    {
        if (body["functions"] is { IsNull: false } || body["function_call"] is { IsNull: false })
        {
            throw ApiException.NotSupported("functions", "use tools and tool_choice.");
        }

        AITool[] tools = [.. body["tools"].Items(maxTools).Select(ToolOf)];
        options.Tools = tools.Length > 0 ? tools : null;
        options.AllowMultipleToolCalls = body["parallel_tool_calls"].Flag();
        SetChoice(body["tool_choice"], options);
    }

    /// <summary>Creates the declaration of a function from its fields.</summary>
    public static AIFunctionDeclaration FunctionOf(JsonField function, string parameters)
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

    /// <summary>Requires the call of one function.</summary>
    public static void Require(ChatOptions options, JsonField name)
    {
        string function = name.RequiredText();
        options.ToolMode = options.Tools?.Any(tool => tool.Name == function) == true ? ChatToolMode.RequireSpecific(function)
            : throw ApiException.Invalid(name.Path, $"{name.Path} is {function}, which tools does not have.");
    }

    /// <summary>Sets whether the model may or must call a function, by OpenAI's words.</summary>
    public static void SetMode(JsonField field, ChatOptions options) => options.ToolMode = field.RequiredText() switch
    {
        "none" => ChatToolMode.None,
        "auto" => ChatToolMode.Auto,
        "required" when options.Tools is null => throw ApiException.Invalid(field.Path, $"{field.Path} is required, and there are no tools."),
        "required" => ChatToolMode.RequireAny,
        { } mode => throw ApiException.Invalid(field.Path, $"{field.Path} is {mode}; it must be none, auto, required or an object that names a function."),
    };

    /// <summary>Leaves only the named functions.</summary>
    public static void Allow(JsonField allowed, ChatOptions options, Func<JsonField, JsonField> nameOf)
    {
        HashSet<string> names = [.. allowed["tools"].Items().Select(tool => nameOf(tool).RequiredText())];
        options.Tools = options.Tools?.Where(tool => names.Contains(tool.Name)).ToArray() is { Length: > 0 } left ? left : null;
        if (allowed["mode"] is { IsNull: false } mode)
        {
            SetMode(mode, options);
        }
    }

    private static AIFunctionDeclaration ToolOf(JsonField tool)
    {
        JsonField type = tool["type"];
        return type.RequiredText() == "function" ? FunctionOf(tool["function"], "parameters")
            : throw ApiException.Invalid(type.Path, $"{type.Path} is {type.Text()}; Chat Completions have tools of type function.");
    }

    private static void SetChoice(JsonField choice, ChatOptions options)
    {
        if (choice.IsNull)
        {
            return;
        }

        if (!choice.IsObject)
        {
            SetMode(choice, options);
            return;
        }

        switch (choice["type"].RequiredText())
        {
            case "function":
                Require(options, choice["function"]["name"]);
                break;
            case "allowed_tools":
                Allow(choice["allowed_tools"], options, tool => tool["function"]["name"]);
                break;
            default:
                throw ApiException.Invalid(choice["type"].Path, $"{choice["type"].Path} is {choice["type"].Text()}; it must be function or allowed_tools.");
        }
    }
}
