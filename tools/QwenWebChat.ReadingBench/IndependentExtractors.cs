using System.Collections.Frozen;

namespace QwenWebChat.ReadingBench;

/// <summary>The independent extractor of each kind: pdftotext, pandoc, and Python with openpyxl, python-pptx and its own mail parser.</summary>
internal static class IndependentExtractors
{
    private const string Workbook =
        """
        import sys, openpyxl
        for sheet in openpyxl.load_workbook(sys.argv[1], data_only=True).worksheets:
            if sheet.sheet_state == 'visible':
                for row in sheet.iter_rows(values_only=True):
                    print('\t'.join(value for value in row if isinstance(value, str)))
        """;

    private const string Presentation =
        """
        import sys, pptx
        def show(shapes):
            for shape in shapes:
                if hasattr(shape, 'shapes'):
                    show(shape.shapes)
                elif shape.has_text_frame:
                    print(shape.text_frame.text)
                elif shape.has_table:
                    for row in shape.table.rows:
                        print('\t'.join(cell.text for cell in row.cells))
        for slide in pptx.Presentation(sys.argv[1]).slides:
            if slide._element.get('show') != '0':
                show(slide.shapes)
                if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
                    print(slide.notes_slide.notes_text_frame.text)
        """;

    private const string Mail =
        """
        import sys, email, email.policy
        message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
        print(message['subject'] or '')
        body = message.get_body(('plain',))
        print(body.get_content() if body else '')
        """;

    private static readonly FrozenDictionary<string, IndependentExtractor> ByKind = new Dictionary<string, IndependentExtractor>
    {
        ["pdf"] = new("pdftotext", ["-enc", "UTF-8", IndependentExtractor.FilePlace, "-"]),
        ["docx"] = Pandoc("docx"),
        ["odt"] = Pandoc("odt"),
        ["rtf"] = Pandoc("rtf"),
        ["epub"] = Pandoc("epub"),
        ["html"] = Pandoc("html") with { IsUtf8Only = true },
        ["xlsx"] = Python(Workbook),
        ["pptx"] = Python(Presentation),
        ["eml"] = Python(Mail),
    }.ToFrozenDictionary();

    /// <returns>Null if there is no extractor of the kind.</returns>
    public static IndependentExtractor? Of(string kind) => ByKind.GetValueOrDefault(kind);

    // Limits the heap, and prevents pandoc from fetching anything.
    private static IndependentExtractor Pandoc(string format) =>
        new("pandoc", ["+RTS", "-M1G", "-RTS", "--sandbox", "--wrap=none", "-f", format, "-t", "plain", IndependentExtractor.FilePlace]);

    private static IndependentExtractor Python(string script) => new("python3", ["-c", script, IndependentExtractor.FilePlace]);
}
