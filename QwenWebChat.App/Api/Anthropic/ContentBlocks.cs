using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Reads the content of a message: a string, or an array of blocks. Blocks of text become lines of their own.</summary>
internal static class ContentBlocks
{
    private const string StringOrBlocks = "a string or an array of blocks";

    /// <summary>Reads a system message; empty if it is absent.</summary>
    public static string SystemOf(JsonField content) => content.IsNull ? "" : TextOf(content);

    /// <summary>Reads the content of a user's message, with the results of tools.</summary>
    public static IList<AIContent> UserContents(JsonField content, ToolHistory calls) => Read(content, block => block["type"].RequiredText() switch
    {
        "tool_result" => calls.Result(block["tool_use_id"], ResultOf(block)),
        _ => PartOf(block),
    });

    /// <summary>Reads the content of a message of the assistant, with its calls of tools and without its thoughts.</summary>
    public static IList<AIContent> AssistantContents(JsonField content, ToolHistory calls) => Read(content, block => block["type"].RequiredText() switch
    {
        "tool_use" => calls.Add(block["id"], new FunctionCallContent(block["id"].RequiredText(), block["name"].RequiredText(), ToolHistory.ArgumentsOf(block["input"]))),
        "thinking" or "redacted_thinking" => null,
        // Tools that ran at Anthropic: their calls and results belong together.
        "server_tool_use" => null,
        { } type when type.EndsWith("_tool_result", StringComparison.Ordinal) => null,
        _ => PartOf(block),
    });

    private static List<AIContent> Read(JsonField content, Func<JsonField, AIContent?> read)
    {
        if (content.IsText)
        {
            return [new TextContent(content.RequiredText())];
        }

        if (!content.IsArray)
        {
            throw content.Expected(StringOrBlocks);
        }

        List<AIContent> contents = [];
        foreach (JsonField block in content.Items())
        {
            AIContent? part = read(block);
            if (part is TextContent && contents is [.., TextContent before] && !before.Text.EndsWith('\n'))
            {
                contents.Add(new TextContent("\n"));
            }

            if (part is not null)
            {
                contents.Add(part);
            }
        }

        return contents;
    }

    private static AIContent PartOf(JsonField block)
    {
        JsonField type = block["type"];
        return type.RequiredText() switch
        {
            "text" => new TextContent(block["text"].RequiredText()),
            "document" => DocumentOf(block),
            "image" => throw ApiException.NotSupported(block.Path, "the model reads no images."),
            { } other => throw ApiException.Invalid(type.Path, $"{type.Path} is {other}; it must be text, document, tool_use or tool_result."),
        };
    }

    private static AIContent DocumentOf(JsonField block)
    {
        JsonField source = block["source"];
        JsonField type = source["type"];
        return type.RequiredText() switch
        {
            "base64" => FileField.Read(source["data"], source["media_type"].RequiredText(), block["title"].Text()),
            "text" => new TextContent(source["data"].RequiredText()),
            "content" => new TextContent(TextOf(source["content"])),
            "file" => FileField.Stored(source["file_id"]),
            "url" => throw ApiException.NotSupported(type.Path, "the server fetches nothing from other addresses; send the document itself."),
            { } other => throw ApiException.Invalid(type.Path, $"{type.Path} is {other}; it must be base64, text, content or file."),
        };
    }

    // The template has no mark for errors: the model sees them by a word.
    private static string ResultOf(JsonField block)
    {
        const string Mark = "Error";
        JsonField content = block["content"];
        string text = content.IsNull ? "" : TextOf(content);
        return block["is_error"].Flag() == true && !text.StartsWith(Mark, StringComparison.OrdinalIgnoreCase) ? $"{Mark}: {text}" : text;
    }

    private static string TextOf(JsonField content) => string.Concat(Read(content, PartOf).Select(part =>
        part is TextContent text ? text.Text : throw ApiException.Invalid(content.Path, $"{content.Path} holds a file; here only text is allowed.")));
}
