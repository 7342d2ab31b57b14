namespace QwenWebChat.Documents.Extraction;

/// <summary>The reasons why a document's text is less than the document.</summary>
public enum ReadingProblemKind
{
    /// <summary>A page without text, most likely scanned.</summary>
    PageWithoutText,

    /// <summary>A page that could not be read.</summary>
    PageUnreadable,

    /// <summary>Pictures, charts or other objects without text; <see cref="ReadingProblem.Count"/> is their number.</summary>
    PicturesSkipped,

    /// <summary>Running headers, footers and page numbers that are omitted; <see cref="ReadingProblem.Count"/> is the number of lines.</summary>
    RunningLinesLeftOut,

    /// <summary>A hidden sheet or slide that is omitted; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    HiddenPageLeftOut,

    /// <summary>Hidden text that is omitted; <see cref="ReadingProblem.Count"/> is the number of pieces.</summary>
    HiddenTextLeftOut,

    /// <summary>A missing or broken file within the document; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    PartUnreadable,

    /// <summary>Formulas without a stored result; <see cref="ReadingProblem.Count"/> is the number of cells.</summary>
    FormulasWithoutValue,

    /// <summary>The encoding was guessed; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    EncodingGuessed,

    /// <summary>Characters that are invalid in the encoding, or that a PDF's font does not name; <see cref="ReadingProblem.Count"/> is their number.</summary>
    CharactersUnreadable,

    /// <summary>Much of the text, or of the page's text, is most likely wrong: letters that stand for others, or bytes read in a wrong encoding.</summary>
    TextDoubtful,

    /// <summary>A scanned page read by optical character recognition; <see cref="ReadingProblem.Count"/> is the confidence in percent.</summary>
    PageRecognised,

    /// <summary>Hidden rows and columns of a sheet that are omitted; <see cref="ReadingProblem.Count"/> is their number.</summary>
    HiddenCellsLeftOut,

    /// <summary>Tracked deletions and moves that are omitted; <see cref="ReadingProblem.Count"/> is the number of pieces.</summary>
    DeletedTextLeftOut,

    /// <summary>Attached or embedded files that are not read; <see cref="ReadingProblem.Argument"/> is their names, <see cref="ReadingProblem.Count"/> their number.</summary>
    AttachedFilesLeftOut,

    /// <summary>Another program converted the file to a supported format; <see cref="ReadingProblem.Argument"/> is the program's name.</summary>
    ConvertedFirst,
}
