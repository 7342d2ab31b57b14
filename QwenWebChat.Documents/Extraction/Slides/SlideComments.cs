using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Slides;

/// <summary>Reads the comments on a slide, in the old format and as threads.</summary>
internal sealed class SlideComments(PartReading parts, IReadOnlyDictionary<string, string> authors)
{
    public IEnumerable<TextBlock> Read(Relationships slide) =>
        slide.AllOfType("comments").SelectMany(part => parts.Read(part, ReadList));

    /// <summary>Reads the authors by id; both formats have a list of them.</summary>
    public static Dictionary<string, string> ReadAuthors(PartReading parts, Relationships presentation)
    {
        Dictionary<string, string> authors = [];
        foreach (string part in presentation.AllOfType("commentAuthors").Concat(presentation.AllOfType("authors")))
        {
            parts.Read(part, xml =>
            {
                foreach (string _ in xml?.Children() ?? [])
                {
                    authors[xml!["id"] ?? ""] = xml["name"] ?? "";
                }

                return authors;
            });
        }

        return authors;
    }

    private List<TextBlock> ReadList(XmlCursor? xml)
    {
        List<TextBlock> comments = [];
        foreach (string name in xml?.Children() ?? [])
        {
            if (name == "cm")
            {
                ReadComment(xml!, comments);
            }
        }

        return comments;
    }

    private void ReadComment(XmlCursor xml, List<TextBlock> comments)
    {
        string? author = authors.GetValueOrDefault(xml["authorId"] ?? "");
        int place = comments.Count;
        string text = "";
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "text":
                    text = xml.Text();
                    break;
                case "txBody":
                    text = DrawingParagraphs.Line(DrawingParagraphs.Read(xml));
                    break;
                case "replyLst":
                    foreach (string _ in xml.Children())
                    {
                        ReadComment(xml, comments);
                    }

                    break;
            }
        }

        // Replies may precede the comment that they reply to.
        if (!string.IsNullOrWhiteSpace(text))
        {
            comments.Insert(place, CommentText.Block(author, null, text));
        }
    }
}
