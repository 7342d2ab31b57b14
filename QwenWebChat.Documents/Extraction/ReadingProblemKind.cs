namespace QwenWebChat.Documents.Extraction;

/// <summary>Why a document's text is less than the document.</summary>
public enum ReadingProblemKind
{
    /// <summary>A page without text, most likely scanned.</summary>
    PageWithoutText,

    /// <summary>A page that could not be read.</summary>
    PageUnreadable,

    /// <summary>Pictures, charts or other objects that are not text; <see cref="ReadingProblem.Count"/> of them.</summary>
    PicturesSkipped,

    /// <summary>Running headers, footers and page numbers, left out of the text; <see cref="ReadingProblem.Count"/> lines.</summary>
    RunningLinesLeftOut,

    /// <summary>A hidden sheet or slide, left out; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    HiddenPageLeftOut,

    /// <summary>Text that the document hides, left out; <see cref="ReadingProblem.Count"/> pieces.</summary>
    HiddenTextLeftOut,

    /// <summary>A file within the document that is missing or broken; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    PartUnreadable,

    /// <summary>Formulas without a stored result; <see cref="ReadingProblem.Count"/> cells.</summary>
    FormulasWithoutValue,

    /// <summary>The encoding was guessed; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    EncodingGuessed,

    /// <summary>Characters that the encoding does not have, or that a PDF's font does not name; <see cref="ReadingProblem.Count"/> of them.</summary>
    CharactersUnreadable,

    /// <summary>Much of the text, or of the page's, is most likely not text: letters that stand for others, or bytes read in a wrong encoding.</summary>
    TextDoubtful,

    /// <summary>A page that is a picture, read by optical character recognition; <see cref="ReadingProblem.Count"/> is its confidence in percent.</summary>
    PageRecognised,

    /// <summary>Hidden rows and columns of a sheet, left out; <see cref="ReadingProblem.Count"/> of them.</summary>
    HiddenCellsLeftOut,

    /// <summary>Text that was deleted or moved away while changes were tracked, left out; <see cref="ReadingProblem.Count"/> pieces.</summary>
    DeletedTextLeftOut,

    /// <summary>Files attached to it or embedded in it, not read; <see cref="ReadingProblem.Argument"/> is their names, <see cref="ReadingProblem.Count"/> how many.</summary>
    AttachedFilesLeftOut,

    /// <summary>Another program turned the file into one that is read here; <see cref="ReadingProblem.Argument"/> is its name.</summary>
    ConvertedFirst,
}
