using System.Globalization;
using System.Text;
using ModelContextProtocol.Protocol;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Converts the result of a call to the text that the model reads.</summary>
internal static class McpContent
{
    // More is cut in any case (ToolMessages), which tells how much.
    private const int MaxLength = 1 << 20;

    public static string TextOf(CallToolResult result)
    {
        StringBuilder text = new();
        foreach (ContentBlock block in result.Content)
        {
            string part = TextOf(block);
            text.Append(text.Length > 0 && part.Length > 0 ? "\n" : "").Append(part.AsSpan(0, Math.Min(part.Length, MaxLength)));
            if (text.Length > MaxLength)
            {
                break;
            }
        }

        // Servers repeat structured content as text; one that does not is read all the same.
        return text.Length > 0 ? text.ToString() : result.StructuredContent?.GetRawText() ?? "";
    }

    private static string TextOf(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        EmbeddedResourceBlock { Resource: { } resource } => $"[{resource.MimeType ?? "data"} of {resource.Uri}, which cannot be shown]",
        ResourceLinkBlock link => $"{link.Name}: {link.Uri}",
        ImageContentBlock image => string.Create(CultureInfo.InvariantCulture, $"[image {image.MimeType}, which cannot be shown]"),
        AudioContentBlock audio => string.Create(CultureInfo.InvariantCulture, $"[audio {audio.MimeType}, which cannot be played]"),
        _ => $"[content of the type {block.Type}, which is not supported]",
    };
}
