namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Sentences that are found again: each is there once, and says which it is.</summary>
internal static class Story
{
    private static readonly string[] Who = ["the pilot", "a fisherman", "the keeper of the light", "our clerk", "the captain of the ferry", "a merchant", "the harbour master"];
    private static readonly string[] Does = ["reported", "measured", "wrote down", "questioned", "described", "forgot", "confirmed", "could not explain"];
    private static readonly string[] What = ["the height of the tide", "a sail in the east", "the cargo of salt and timber", "three broken lamps", "the fog over the bay"];
    private static readonly string[] When = ["before noon", "late in the evening", "when the wind had turned", "on the second day of the storm", "after the bells", "at low water", "in spite of the rain", "once more", "as agreed", "by letter", "without a word"];

    /// <summary>One of endlessly many, by its number.</summary>
    public static string Sentence(int number) =>
        FormattableString.Invariant($"In entry {number} {Who[number % Who.Length]} {Does[number % Does.Length]} {What[number % What.Length]} {When[number % When.Length]}.");

    public static string[] Sentences(int first, int count) => [.. Enumerable.Range(first, count).Select(Sentence)];

    public static string Paragraph(int first, int count) => string.Join(' ', Sentences(first, count));
}
