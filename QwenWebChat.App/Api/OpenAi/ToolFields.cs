using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the functions that the model may call, and whether it must.</summary>
internal static class ToolFields
{
    /// <exception cref="ApiException">A tool is not a valid function.</exception>
    public static void Read(JsonField body, ChatOptions options, int maxTools)
    {
        if (body["functions"] is { IsNull: false } || body["function_call"] is { IsNull: false })
        {
            throw ApiException.NotSupported("functions", "use tools and tool_choice.");
        }

        FunctionTools.Set(options, body["tools"].Items(maxTools).Select(FunctionTools.OfTool));
        options.AllowMultipleToolCalls = body["parallel_tool_calls"].Flag();
        SetChoice(body["tool_choice"], options);
    }

    /// <summary>Sets whether the model may or must call a function, by OpenAI's words.</summary>
    public static void SetMode(JsonField field, ChatOptions options)
    {
        switch (field.RequiredText())
        {
            case "none":
                options.ToolMode = ChatToolMode.None;
                break;
            case "auto":
                options.ToolMode = ChatToolMode.Auto;
                break;
            case "required":
                FunctionTools.RequireAny(options, field);
                break;
            default:
                throw ApiException.Invalid(field.Path, $"{field.Path} is {field.Text()}; it must be none, auto, required or an object that names a function.");
        }
    }

    /// <summary>Leaves only the named functions.</summary>
    public static void Allow(JsonField allowed, ChatOptions options, Func<JsonField, JsonField> nameOf)
    {
        HashSet<string> names = [.. allowed["tools"].Items().Select(tool => nameOf(tool).RequiredText())];
        FunctionTools.Set(options, options.Tools?.Where(tool => names.Contains(tool.Name)) ?? []);
        if (allowed["mode"] is { IsNull: false } mode)
        {
            SetMode(mode, options);
        }
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
                FunctionTools.Require(options, choice["function"]["name"]);
                break;
            case "allowed_tools":
                Allow(choice["allowed_tools"], options, tool => tool["function"]["name"]);
                break;
            default:
                throw ApiException.Invalid(choice["type"].Path, $"{choice["type"].Path} is {choice["type"].Text()}; it must be function or allowed_tools.");
        }
    }
}
