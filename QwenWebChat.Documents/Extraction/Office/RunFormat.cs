namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>The formats of a run of text that change its meaning.</summary>
internal readonly record struct RunFormat(bool IsStruck = false, RunPosition Position = RunPosition.Baseline);
