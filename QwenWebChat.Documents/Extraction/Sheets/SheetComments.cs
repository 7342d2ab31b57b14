using System.Globalization;
using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>Reads the comments on a sheet's cells: notes, and threads with their replies.</summary>
internal sealed class SheetComments(PartReading parts, IReadOnlyDictionary<string, string> persons)
{
    /// <summary>Reads the comments, except for those on hidden cells.</summary>
    public IEnumerable<TextBlock> Read(Relationships relationships, SheetRows rows)
    {
        List<(string Cell, string Author, string Text)> threads = parts.Read(relationships.OfType("threadedComment"), ReadThreads);
        // Each thread is stored a second time as a note for old programs.
        HashSet<string> threaded = [.. threads.Select(thread => thread.Cell)];
        List<(string Cell, string Author, string Text)> notes = parts.Read(relationships.OfType("comments"), ReadNotes);
        return notes.Where(note => !threaded.Contains(note.Cell)).Concat(threads)
            .Where(comment => comment.Text.Length > 0 && !rows.IsHidden(comment.Cell))
            .Select(comment => CommentText.Block(comment.Author, comment.Cell, comment.Text));
    }

    /// <summary>Reads the authors of threads by id.</summary>
    public static Dictionary<string, string> ReadPersons(XmlCursor? xml)
    {
        Dictionary<string, string> persons = [];
        foreach (string name in xml?.Children() ?? [])
        {
            if (name == "person" && xml!["id"] is { } id)
            {
                persons[id] = xml["displayName"] ?? "";
            }
        }

        return persons;
    }

    private List<(string Cell, string Author, string Text)> ReadThreads(XmlCursor? xml)
    {
        List<(string Cell, string Author, string Text)> comments = [];
        foreach (string name in xml?.Children() ?? [])
        {
            if (name != "threadedComment")
            {
                continue;
            }

            string cell = xml!["ref"] ?? "";
            string author = persons.GetValueOrDefault(xml["personId"] ?? "", "");
            foreach (string part in xml.Children())
            {
                if (part == "text")
                {
                    comments.Add((cell, author, OnOneLine(xml.Text())));
                }
            }
        }

        return comments;
    }

    private static List<(string Cell, string Author, string Text)> ReadNotes(XmlCursor? xml)
    {
        List<string> authors = [];
        List<(string Cell, string Author, string Text)> comments = [];
        foreach (string list in xml?.Children() ?? [])
        {
            foreach (string name in xml!.Children())
            {
                if (list == "authors" && name == "author")
                {
                    authors.Add(xml.Text());
                }
                else if (list == "commentList" && name == "comment")
                {
                    comments.Add(ReadNote(xml, authors));
                }
            }
        }

        return comments;
    }

    private static (string Cell, string Author, string Text) ReadNote(XmlCursor xml, List<string> authors)
    {
        string cell = xml["ref"] ?? "";
        string author = int.TryParse(xml["authorId"], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < authors.Count ? authors[index] : "";
        string text = "";
        foreach (string part in xml.Children())
        {
            text = part == "text" ? OnOneLine(SharedStrings.RichText(xml)) : text;
        }

        // Excel begins a note with its author's name.
        string own = author + ":";
        return (cell, author, author.Length > 0 && text.StartsWith(own, StringComparison.Ordinal) ? text[own.Length..].Trim() : text);
    }

    private static string OnOneLine(string text) => EscapedText.Decode(text).ReplaceLineEndings(" ").Trim();
}
