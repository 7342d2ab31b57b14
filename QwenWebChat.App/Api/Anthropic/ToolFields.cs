using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Reads the tools that the model may call, and whether it must.</summary>
internal static class ToolFields
{
    /// <exception cref="ApiException">A tool or the choice is invalid.</exception>
    public static void Read(JsonField body, ChatOptions options, int maxTools)
    {
        // Tools of other types, such as web_search_20250305, run at Anthropic: agents send them unasked, and do without.
        FunctionTools.Set(options, body["tools"].Items(maxTools).Where(tool => tool["type"].Text() is null or "custom").Select(tool => FunctionTools.Read(tool, "input_schema")));
        JsonField choice = body["tool_choice"];
        JsonField type = choice["type"];
        options.AllowMultipleToolCalls = !choice["disable_parallel_tool_use"].Flag();
        switch (choice.IsNull ? "auto" : type.RequiredText())
        {
            case "auto":
                break;
            case "none":
                options.ToolMode = ChatToolMode.None;
                break;
            case "any":
                FunctionTools.RequireAny(options, type);
                break;
            case "tool":
                FunctionTools.Require(options, choice["name"]);
                break;
            default:
                throw ApiException.Invalid(type.Path, $"{type.Path} is {type.Text()}; it must be auto, any, tool or none.");
        }
    }
}
