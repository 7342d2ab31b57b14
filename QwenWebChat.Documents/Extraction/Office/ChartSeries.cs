namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>A series of a chart: the stored values by index.</summary>
internal sealed record ChartSeries
{
    public string Name { get; set; } = "";

    public SortedDictionary<int, string> Categories { get; set; } = [];

    public SortedDictionary<int, string> Values { get; set; } = [];
}
