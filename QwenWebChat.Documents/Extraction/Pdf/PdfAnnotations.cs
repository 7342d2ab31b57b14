using UglyToad.PdfPig;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Reads the annotations of a page. Form fields stay at their positions, so that a label and its value are on one line;
/// comments and signatures become notes.
/// </summary>
internal sealed class PdfAnnotations(PdfCanvas canvas, IPdfTokenScanner scanner, ILookupFilterProvider filters, PdfReadingOptions options)
{
    private const int MaxAnnotations = 20_000;

    // Flags of an annotation: it is hidden, or not shown on a screen.
    private const int HiddenFlags = 2 | 32;

    private readonly PdfStrings _strings = new(scanner, filters);

    public List<string> Notes { get; } = [];

    public List<string> AttachedFiles { get; } = [];

    /// <summary>The number of fields and comments with hidden text.</summary>
    public int HiddenCount { get; private set; }

    public void Read(DictionaryToken page)
    {
        if (!page.TryGet(NameToken.Annots, scanner, out ArrayToken? annotations))
        {
            return;
        }

        foreach (IToken token in annotations.Data.Take(MaxAnnotations))
        {
            if (!DirectObjectFinder.TryGet(token, scanner, out DictionaryToken? annotation))
            {
                continue;
            }

            try
            {
                ReadAnnotation(annotation);
            }
            // A broken comment does not lose the page.
            catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
            {
            }
        }
    }

    private void ReadAnnotation(DictionaryToken annotation)
    {
        string? type = Name(annotation, "Subtype");
        if (type is null or "Popup" or "Link")
        {
            return;
        }

        if (type == "FileAttachment")
        {
            AttachedFiles.Add(annotation.TryGet(NameToken.Create("FS"), out IToken? file) ? _strings.FileName(file) ?? "" : "");
        }

        PdfField? field = type == "Widget" ? new PdfField(annotation, scanner, _strings) : null;
        if ((Number(annotation, "F") & HiddenFlags) != 0)
        {
            HiddenCount += (field is null ? _strings.Read(annotation, "Contents") : field.Value) is null ? 0 : 1;
        }
        else if (field is not null)
        {
            ReadField(annotation, field);
        }
        else
        {
            ReadComment(annotation, type);
        }
    }

    private void ReadField(DictionaryToken annotation, PdfField field)
    {
        PdfBox box = canvas.Box(annotation, NameToken.Rect);
        bool isStale = options.HasStaleAppearances && field.Kind is PdfFieldKind.Text or PdfFieldKind.Choice;
        string drawn = isStale ? "" : Draw(annotation, box);
        if (field.Kind == PdfFieldKind.Signature)
        {
            AddNote("Signature", string.Join(", ", field.SignatureParts().Where(part => !PdfSignature.IsDrawn(part, drawn))));
        }
        else if (drawn.Length == 0 && (field.Mark ?? field.Value) is { } value)
        {
            if (box.Area > 0)
            {
                PdfFieldLayout.Write(canvas, value, box, field.FontSize, field.IsMultiline);
            }
            else
            {
                AddNote(field.Name, value);
            }
        }
    }

    private void ReadComment(DictionaryToken annotation, string type)
    {
        string? contents = _strings.Read(annotation, "Contents");
        bool isTyped = type == "FreeText" && Name(annotation, "IT") == "FreeTextTypewriter";
        PdfBox box = canvas.Box(annotation, NameToken.Rect);
        string drawn = isTyped || type == "Stamp" || (type == "FreeText" && contents is null) ? Draw(annotation, box) : "";
        // Replies that only say who accepted a comment are skipped.
        if (contents is null || annotation.TryGet(NameToken.Create("StateModel"), out _) || Letters(drawn).Contains(Letters(contents), StringComparison.Ordinal))
        {
            return;
        }

        if (isTyped && box.Area > 0)
        {
            PdfFieldLayout.Write(canvas, contents, box, PdfField.SizeOf(_strings.Read(annotation, "DA")), isMultiline: true);
        }
        // Some programs store the marked words as the comment.
        else if (type is not ("Highlight" or "Underline" or "StrikeOut" or "Squiggly") || !IsOnPage(contents))
        {
            AddNote(_strings.Read(annotation, "T"), contents);
        }
    }

    private void AddNote(string? head, string text)
    {
        if (text.Length > 0)
        {
            Notes.Add(head is null ? text : $"{head}: {text}");
        }
    }

    // Returns the text in the appearance of an annotation.
    private string Draw(DictionaryToken annotation, PdfBox box)
    {
        if (!annotation.TryGet(NameToken.Ap, scanner, out DictionaryToken? appearances) || !appearances.TryGet(NameToken.N, out IToken? normal))
        {
            return "";
        }

        if (DirectObjectFinder.TryGet(normal, scanner, out DictionaryToken? states))
        {
            string state = Name(annotation, "AS") ?? "Off";
            normal = states.TryGet(NameToken.Create(state), out IToken? chosen) ? chosen : null;
        }

        int before = canvas.Letters.Count;
        if (DirectObjectFinder.TryGet(normal, scanner, out StreamToken? form))
        {
            canvas.Draw(form, box);
        }

        return string.Concat(canvas.Letters.Skip(before).Where(letter => !letter.IsBlank).Select(letter => letter.Text));
    }

    private bool IsOnPage(string text) =>
        Letters(string.Concat(canvas.Letters.Select(letter => letter.Text))).Contains(Letters(text), StringComparison.Ordinal);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private string? Name(DictionaryToken dictionary, string name) =>
        dictionary.TryGet(NameToken.Create(name), scanner, out NameToken? token) ? token.Data : null;

    private int Number(DictionaryToken dictionary, string name) =>
        dictionary.TryGet(NameToken.Create(name), scanner, out NumericToken? token) ? token.Int : 0;
}
