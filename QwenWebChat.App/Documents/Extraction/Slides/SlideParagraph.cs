namespace QwenWebChat.App.Documents.Extraction.Slides;

/// <summary>A paragraph of a slide.</summary>
/// <param name="Level">From 0.</param>
/// <param name="HasBullet">Null if the slide leaves it to its layout.</param>
internal readonly record struct SlideParagraph(string Text, int Level, bool? HasBullet);
