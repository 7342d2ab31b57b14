using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>Reads the content of a message: a string, or an array of parts.</summary>
internal static class ContentParts
{
    /// <summary>Reads a content that must be there.</summary>
    public static IList<AIContent> Required(JsonField content) => content.IsNull ? throw content.Expected("a string or an array of parts") : Read(content);

    /// <summary>Reads a content; an absent one is empty.</summary>
    public static IList<AIContent> Read(JsonField content) =>
        content.IsNull ? []
        : content.IsText ? [new TextContent(content.RequiredText())]
        : content.IsArray ? [.. content.Items().Select(PartOf)]
        : throw content.Expected("a string or an array of parts");

    /// <summary>Reads a content that is text alone, such as the result of a tool.</summary>
    public static string TextOf(JsonField content) => string.Concat(Required(content).Select(part =>
        part is TextContent text ? text.Text : throw ApiException.Invalid(content.Path, $"{content.Path} holds a file; here only text is allowed.")));

    /// <summary>Reads a stored file by its id, or a file by its content: a data URI as in OpenAI's guide, or the bare Base64 that some clients send.</summary>
    public static AIContent FileOf(JsonField file) =>
        !file["file_id"].IsNull ? FileField.Stored(file["file_id"])
        : !file["file_url"].IsNull ? throw ApiException.NotSupported(file["file_url"].Path, "the server fetches nothing from other addresses; send the file itself.")
        : FileField.Read(file["file_data"], "application/octet-stream", file["filename"].Text());

    private static AIContent PartOf(JsonField part)
    {
        JsonField type = part["type"];
        return type.RequiredText() switch
        {
            "text" or "input_text" or "output_text" => new TextContent(part["text"].RequiredText()),
            "refusal" => new TextContent(part["refusal"].RequiredText()),
            "file" => FileOf(part["file"]),
            "input_file" => FileOf(part),
            "image_url" or "input_image" => throw ApiException.NotSupported(part.Path, "the model reads no images."),
            "input_audio" => throw ApiException.NotSupported(part.Path, "the model hears no audio."),
            { } other => throw ApiException.Invalid(type.Path, $"{type.Path} is {other}; it must be text or file."),
        };
    }
}
