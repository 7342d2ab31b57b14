using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Slides;

/// <summary>Reads the comments on a slide, in the old form and in that of threads.</summary>
internal sealed class SlideComments(PartReading parts, IReadOnlyDictionary<string, string> authors)
{
    public IEnumerable<OfficeBlock> Read(Relationships slide) =>
        slide.AllOfType("comments").SelectMany(part => parts.Read(part, ReadList));

    /// <summary>The authors by id; both forms have a list of them.</summary>
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

    private List<OfficeBlock> ReadList(XmlCursor? xml)
    {
        List<OfficeBlock> comments = [];
        foreach (string name in xml?.Children() ?? [])
        {
            if (name == "cm")
            {
                ReadComment(xml!, comments);
            }
        }

        return comments;
    }

    private void ReadComment(XmlCursor xml, List<OfficeBlock> comments)
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

        // Answers may stand before what they answer.
        if (!string.IsNullOrWhiteSpace(text))
        {
            comments.Insert(place, CommentText.Block(author, null, text));
        }
    }
}
