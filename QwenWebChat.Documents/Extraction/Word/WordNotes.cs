using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Footnotes, endnotes or comments by their id.</summary>
internal sealed class WordNotes
{
    private readonly Dictionary<string, WordNote> _notes = new(StringComparer.Ordinal);

    /// <summary>The notes that the text has not referred to so far.</summary>
    public IEnumerable<WordNote> Remaining => _notes.Values;

    public static WordNotes Read(XmlCursor? xml, WordContext context)
    {
        WordNotes notes = new();
        foreach (string name in xml?.Children() ?? [])
        {
            // Notes with a type are the separators between text and notes.
            if (name is "footnote" or "endnote" or "comment" && xml!["id"] is { } id && xml["type"] is null or "normal")
            {
                string? author = xml!["author"];
                List<string> texts = [];
                new WordBody(context, Relationships.None).ReadStory(xml, block => texts.Add(block.Text.Trim()));
                notes._notes[id] = new WordNote(author, string.Join(' ', texts.Where(text => text.Length > 0)));
            }
        }

        return notes;
    }

    /// <summary>Returns the note that the text refers to; null if there is none, or if it is blank.</summary>
    public WordNote? Take(string? id) => id is not null && _notes.Remove(id, out WordNote note) && note.Text.Length > 0 ? note : null;
}
