namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>A paragraph of a shape, diagram or chart.</summary>
/// <param name="Text">Its text, without a bullet or number.</param>
/// <param name="Level">Its depth, from 0.</param>
/// <param name="HasBullet">Null if the paragraph leaves it to its layout.</param>
/// <param name="Numbering">The scheme of its number, such as <c>arabicPeriod</c> (ECMA-376, 20.1.10.61); null if it has none.</param>
/// <param name="StartAt">The number of the first paragraph of its list.</param>
internal readonly record struct DrawingParagraph(string Text, int Level, bool? HasBullet, string? Numbering, int StartAt);
