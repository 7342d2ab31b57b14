using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>A part of an answer that is folded until its summary is pressed: HTML's <c>details</c>, with Markdown inside.</summary>
internal sealed class DetailsBlock(BlockParser parser) : ContainerBlock(parser)
{
    /// <summary>True where the tag asks for it to be shown unfolded.</summary>
    public bool IsUnfolded { get; init; }

    /// <summary>True once the closing tag was found.</summary>
    public bool IsClosed { get; set; }
}
