namespace QwenWebChat.App.Documents.Extraction;

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
}
