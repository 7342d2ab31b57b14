using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How many tokens each prompt of a summary may have, and each answer to one.</summary>
internal sealed record SummaryBudget
{
    // Beyond that much, a model passes over what stands in the middle.
    private const int LongestLeaf = 6144;
    private const int LongestSectionAnswer = 1024;
    private const int SmallestLeaf = 64;
    private const int FinalShare = 4;
    private const int SectionShare = 8;

    // A claim is followed by a quotation that is about as long.
    private const int SectionTokensOfWord = 4;

    private SummaryBudget()
    {
    }

    public required int ContextTokens { get; init; }

    /// <summary>Of a document that is read at once.</summary>
    public required int WholeTokens { get; init; }

    /// <summary>Of a leaf of one that is not.</summary>
    public required int LeafTokens { get; init; }

    /// <summary>Of what is merged at once.</summary>
    public required int MergeTokens { get; init; }

    /// <summary>The most that the summary of a section has.</summary>
    public required int SectionAnswer { get; init; }

    /// <summary>About how many words that is, quotations left out.</summary>
    public int SectionWords => SectionAnswer / SectionTokensOfWord;

    /// <summary>The most that the whole summary has.</summary>
    public required int FinalAnswer { get; init; }

    /// <summary>What a prompt has beside the document's text, at most.</summary>
    public required int FrameTokens { get; init; }

    /// <param name="gaps">What the model is told that the text lacks; null for nothing.</param>
    /// <exception cref="SummaryException">The context is too short to read anything.</exception>
    public static SummaryBudget Of(IPromptCounter counter, SummaryOptions options, string? gaps)
    {
        int frame = SummaryPrompts.LongestFrame(options, gaps).Max(prompt => counter.FrameTokens + prompt.Sum(counter.Count));
        int section = Math.Min(LongestSectionAnswer, counter.ContextTokens / SectionShare);
        int final = Math.Min(Math.Min(counter.LongestAnswer, counter.ContextTokens / FinalShare), SummaryPrompts.FinalTokens(options));
        int merge = counter.ContextTokens - frame - Math.Max(section, final);
        int leaf = Math.Min(LongestLeaf, merge);
        // A merge takes at least two, or it would never come to an end.
        return leaf >= SmallestLeaf && merge >= 2 * section
            ? new SummaryBudget
            {
                ContextTokens = counter.ContextTokens,
                FrameTokens = frame,
                WholeTokens = counter.ContextTokens - frame - final,
                LeafTokens = leaf,
                MergeTokens = merge,
                SectionAnswer = section,
                FinalAnswer = final,
            }
            : throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, frame + Math.Max(SmallestLeaf, 2 * section) + Math.Max(section, final), counter.ContextTokens));
    }

    /// <summary>How many merges each level has at most, until one summary is left.</summary>
    public List<int> MergesOf(int leafCount)
    {
        int mergedAtOnce = Math.Max(2, MergeTokens / SectionAnswer);
        List<int> levels = [];
        for (int count = leafCount; count > 1;)
        {
            count = (count + mergedAtOnce - 1) / mergedAtOnce;
            levels.Add(count);
        }

        return levels;
    }

    /// <summary>Counts text as it stands within a message.</summary>
    public static Func<string, int> Counting(IPromptCounter counter)
    {
        int empty = counter.Count(new ChatMessage(ChatRole.User, ""));
        return text => counter.Count(new ChatMessage(ChatRole.User, text)) - empty;
    }
}
