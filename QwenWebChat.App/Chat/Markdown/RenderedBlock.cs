using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>One paragraph, list, table or code block of an answer.</summary>
/// <param name="Source">Its Markdown, as it was parsed.</param>
/// <param name="Html">HTML that is safe to show; for code, its coloured text, or empty where it stays plain.</param>
/// <param name="Code">For a code block: its text, which a page writes line by line unless it is coloured.</param>
/// <param name="IsOpen">More of it may still come.</param>
public readonly record struct RenderedBlock(string Source, string Html, CodeText? Code = null, bool IsOpen = false)
{
    /// <summary>The index of the <see cref="AnswerPart"/> that it belongs to.</summary>
    public int Part { get; init; }

    /// <summary>Null for what the model says.</summary>
    public Reasoning? Reasoning { get; init; }
}
