using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Reads charts and diagrams, which are separate files beside the slide, sheet or document that shows them.</summary>
internal sealed class OfficeGraphics(PartReading parts)
{
    /// <summary>Reads the text of a graphic; null if it is neither a chart nor a diagram.</summary>
    /// <param name="xml">The cursor at the element that refers to it.</param>
    /// <param name="relationships">The relationships of the file that contains the element.</param>
    public IReadOnlyList<TextBlock>? TryRead(XmlCursor xml, Relationships relationships) => xml.Name switch
    {
        "chart" => Read(relationships.Target(xml.Attribute("id", isPrefixed: true)), ChartText.Read),
        "relIds" => Read(relationships.Target(xml["dm"]), DiagramText.Read),
        _ => null,
    };

    private IReadOnlyList<TextBlock>? Read(string? part, Func<XmlCursor, IReadOnlyList<TextBlock>> read) =>
        part is null ? null : parts.Read<IReadOnlyList<TextBlock>?>(part, xml => xml is null ? null : read(xml));
}
