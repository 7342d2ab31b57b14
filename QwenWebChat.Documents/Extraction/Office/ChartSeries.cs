namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>A series of a chart: the values that were last worked out, by their index.</summary>
internal sealed record ChartSeries
{
    public string Name { get; set; } = "";

    public SortedDictionary<int, string> Categories { get; set; } = [];

    public SortedDictionary<int, string> Values { get; set; } = [];
}
