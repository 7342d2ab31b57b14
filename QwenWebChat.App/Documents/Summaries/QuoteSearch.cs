using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Finds words that a model claims to have copied. The positions are those of the document's text.</summary>
/// <param name="start">Where the stretch begins that is searched.</param>
/// <param name="length">How long it is.</param>
/// <returns>Null where the stretch does not say so.</returns>
internal delegate (int Start, int Length)? QuoteSearch(DocumentText document, string quote, int start, int length);
