using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The maximum tokens of each prompt of a summary and of its answer.</summary>
internal sealed record SummaryBudget
{
    // In a longer prompt, a model overlooks the middle.
    private const int MaxLeaf = 6144;
    private const int MaxSectionAnswer = 1024;
    private const int MinLeaf = 64;
    private const int FinalShare = 4;
    private const int SectionShare = 8;

    // A claim is followed by a quotation of about the same length.
    private const int SectionTokensOfWord = 4;

    private SummaryBudget()
    {
    }

    public required int ContextTokens { get; init; }

    /// <summary>The maximum tokens of a document that is read at once.</summary>
    public required int WholeTokens { get; init; }

    /// <summary>The maximum tokens of a leaf of a longer document.</summary>
    public required int LeafTokens { get; init; }

    /// <summary>The maximum tokens that are merged at once.</summary>
    public required int MergeTokens { get; init; }

    /// <summary>The maximum tokens of a section's summary.</summary>
    public required int SectionAnswer { get; init; }

    /// <summary>The approximate number of words of a section's summary, without quotations.</summary>
    public int SectionWords => SectionAnswer / SectionTokensOfWord;

    /// <summary>The maximum tokens of the whole summary.</summary>
    public required int FinalAnswer { get; init; }

    /// <summary>The maximum tokens of a prompt beside the document's text.</summary>
    public required int FrameTokens { get; init; }

    /// <param name="gaps">The description for the model of what the text lacks; null for nothing.</param>
    /// <exception cref="SummaryException">The context is too short to read anything.</exception>
    public static SummaryBudget Of(IPromptCounter counter, SummaryOptions options, string? gaps)
    {
        int frame = SummaryPrompts.WithoutMaterial(options, gaps).Max(prompt => counter.FrameTokens + prompt.Sum(counter.Count));
        int section = Math.Min(MaxSectionAnswer, counter.ContextTokens / SectionShare);
        int final = Math.Min(Math.Min(counter.MaxAnswerTokens, counter.ContextTokens / FinalShare), SummaryPrompts.FinalTokens(options));
        int merge = counter.ContextTokens - frame - Math.Max(section, final);
        int leaf = Math.Min(MaxLeaf, merge);
        // A merge takes at least two summaries; otherwise, merging would never end.
        return leaf >= MinLeaf && merge >= 2 * section
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
            : throw new SummaryException(new SummaryFailure(SummaryFailureKind.ContextTooShort, frame + Math.Max(MinLeaf, 2 * section) + Math.Max(section, final), counter.ContextTokens));
    }

    /// <summary>Returns the maximum number of merges on each level, until one summary is left.</summary>
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

    /// <summary>Returns a function that counts text within a message.</summary>
    public static Func<string, int> Counting(IPromptCounter counter)
    {
        int empty = counter.Count(new ChatMessage(ChatRole.User, ""));
        return text => counter.Count(new ChatMessage(ChatRole.User, text)) - empty;
    }
}
