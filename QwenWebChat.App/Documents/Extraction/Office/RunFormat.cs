namespace QwenWebChat.App.Documents.Extraction.Office;

/// <summary>How a run of text is set, as far as it changes what the text says.</summary>
internal readonly record struct RunFormat(bool IsStruck = false, RunPosition Position = RunPosition.Baseline);
