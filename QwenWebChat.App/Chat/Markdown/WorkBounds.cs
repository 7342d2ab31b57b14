using System.Buffers;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>What Markdown's parser is given: some of its work grows with the square of a line or of the nesting.</summary>
internal static class WorkBounds
{
    /// <summary>Characters of an answer: several times what a model's context gives.</summary>
    public const int MaxLength = 400_000;

    /// <summary>Characters of a block that is rendered anew with every frame of a stream.</summary>
    public const int MaxOpenLength = 16_000;

    private const int MaxLine = 20_000;
    private const int MaxPrefix = 200;
    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t>-*+.)0123456789");

    public static bool Hold(string markdown)
    {
        if (markdown.Length > MaxLength)
        {
            return false;
        }

        foreach (ReadOnlySpan<char> line in markdown.AsSpan().EnumerateLines())
        {
            if (line.Length > MaxLine || (line.Length > MaxPrefix && PrefixLength(line) > MaxPrefix))
            {
                return false;
            }
        }

        return true;
    }

    // White space, quotations and list marks: as deep as the line can be nested.
    private static int PrefixLength(ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAnyExcept(Marks);
        return end < 0 ? (line.IndexOfAny(" \t>") < 0 ? 0 : line.Length) : end;
    }
}
