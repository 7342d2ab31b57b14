namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>A paragraph of a shape, diagram or chart.</summary>
/// <param name="Text">The text without a bullet or number.</param>
/// <param name="Level">The depth, from 0.</param>
/// <param name="HasBullet">True if it has a bullet; null if the paragraph leaves it to its layout.</param>
/// <param name="Numbering">The numbering scheme, such as <c>arabicPeriod</c> (ECMA-376, 20.1.10.61); null for none.</param>
/// <param name="StartAt">The number of the first paragraph of its list.</param>
internal readonly record struct DrawingParagraph(string Text, int Level, bool? HasBullet, string? Numbering, int StartAt);
