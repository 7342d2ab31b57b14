using Markdig;
using Markdig.Parsers;
using Markdig.Renderers;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Extends Markdown for the text of chats: addresses among Chinese characters, products and Python's names, and tables that end with their rows.</summary>
internal sealed class ChatTextExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Replace<ParagraphBlockParser>(new TableParagraphs());
        pipeline.InlineParsers.Insert(0, new UrlParser());
        pipeline.InlineParsers.Insert(0, new PythonNameParser());
        pipeline.InlineParsers.Insert(0, new ProductParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }
}
