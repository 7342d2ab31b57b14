namespace QwenWebChat.App.Conversations;

/// <summary>A part of a text, in UTF-16 code units.</summary>
public readonly record struct TextRange(int Start, int Length)
{
    public int End => Start + Length;
}
