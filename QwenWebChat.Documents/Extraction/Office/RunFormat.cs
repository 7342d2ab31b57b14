namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>The look of a run of text, as far as it changes what the text says.</summary>
internal readonly record struct RunFormat(bool IsStruck = false, RunPosition Position = RunPosition.Baseline);
