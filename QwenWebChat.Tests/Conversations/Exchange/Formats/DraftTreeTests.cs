using QwenWebChat.App.Conversations.Exchange.Formats;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Conversations.Exchange.Formats;

/// <summary>What becomes of messages that are neither a question nor an answer. A line is a message: id, parent, role, text.</summary>
public sealed class DraftTreeTests
{
    private static readonly DateTimeOffset Created = DateTimeOffset.UnixEpoch.AddDays(1);

    [Theory]
    // A system message at the beginning and in the middle.
    [InlineData("s-:S one;q-s:U hi;a-q:A yes;t-a:S two;r-t:U more", "q-:hi;a-q:yes;r-a:more")]
    // A tool before an answer, several, and one for each version of it.
    [InlineData("q-:U hi;t-q:T x;a-t:A yes", "q-:hi;a-q:[x]yes")]
    [InlineData("q-:U hi;t-q:T x;u-t:T y;a-u:A yes;b-u:A no", "q-:hi;a-q:[x][y]yes;b-q:[x][y]no")]
    // No answer follows: to the one before.
    [InlineData("q-:U hi;a-q:A yes;t-a:T x;r-t:U more", "q-:hi;a-q:yes\n\n[x];r-a:more")]
    [InlineData("q-:U hi;a-q:A yes;t-a:T x;u-t:T y", "q-:hi;a-q:yes\n\n[x][y]")]
    // None before either: it is one.
    [InlineData("q-:U hi;t-q:T x;r-t:U more", "q-:hi;t-q:[x];r-t:more")]
    [InlineData("t-:T x;u-t:T y", "u-:[x][y]")]
    // One branch has an answer, another has none.
    [InlineData("q-:U hi;t-q:T x;a-t:A yes;u-t:T y", "q-:hi;a-q:[x]yes;u-q:[x][y]")]
    [InlineData("q-:U hi;t-q:T x;r-t:U more;s-t:S one;a-s:A yes", "q-:hi;r-q:more;a-q:[x]yes")]
    // Places without a message.
    [InlineData("n-:N;q-n:U hi;m-q:N;a-m:A yes", "q-:hi;a-q:yes")]
    public void Fold_MessagesThatAreNone_LeaveTheTreeAndLoseNothing(string given, string folded)
    {
        DraftTree tree = new([.. given.Split(';').Select(Parse)]);

        IEnumerable<string> messages = tree.Fold(Created).Select(message => $"{message.Id}-{message.ParentId}:{message.Text
            .Replace("<details><summary>Tool result</summary>\n\n```\n", "[", StringComparison.Ordinal).Replace("\n```\n\n</details>\n\n", "]", StringComparison.Ordinal)}");

        Assert.Equal(folded, string.Join(';', messages));
    }

    [Fact]
    public void RemainingId_OfAMessageThatLeft_IsTheOneBefore()
    {
        DraftTree tree = new([.. "q-:U hi;a-q:A yes;t-a:T x;s-t:S one".Split(';').Select(Parse)]);
        tree.Fold(Created);

        Assert.Equal(["a", "q", null], new[] { "s", "q", "unknown" }.Select(tree.RemainingId));
    }

    [Fact]
    public void Fold_Reasoning_LeadsTheAnswerAndANameIsEscaped()
    {
        DraftMessage thought = new("", "t", null, DraftRole.Assistant);
        thought.AddReasoning("hm");
        DraftMessage tool = new("", "u", "t", DraftRole.Tool) { ToolName = "a<b>&c\nd" };
        tool.AddText("`````");
        DraftMessage answer = new("", "a", "u", DraftRole.Assistant);
        answer.AddReasoning("so");
        answer.AddText("yes");

        ImportedMessage message = Assert.Single(new DraftTree([thought, tool, answer]).Fold(Created));

        Assert.Equal(
            "<think>\nhm\n\nso\n</think>\n\n<details><summary>Tool result: a&lt;b&gt;&amp;c d</summary>\n\n``````\n`````\n``````\n\n</details>\n\nyes",
            message.Text);
    }

    [Fact]
    public void Fold_LongChain_DoesNotRecurse()
    {
        DraftMessage[] chain = [.. Enumerable.Range(0, 200_000).Select(number =>
        {
            DraftMessage message = new("", $"{number}", number == 0 ? null : $"{number - 1}", number % 10 == 0 ? DraftRole.Assistant : DraftRole.Tool);
            message.AddText("x");
            return message;
        })];

        IReadOnlyList<ImportedMessage> folded = new DraftTree(ImportedTree.Order<DraftMessage>([.. chain.Reverse()])).Fold(Created);

        Assert.Equal(20_000, folded.Count);
        Assert.Equal(MessageRole.Assistant, folded[^1].Role);
    }

    [Fact]
    public void Fold_NotesForVeryManyAnswers_AreRefused()
    {
        DraftMessage tool = new("", "t", null, DraftRole.Tool);
        tool.AddText(new string('x', 5_000_000));
        DraftMessage[] answers = [.. Enumerable.Range(0, 30).Select(number => new DraftMessage("", $"{number}", "t", DraftRole.Assistant))];

        Assert.Throws<ImportException>(() => new DraftTree([tool, .. answers]).Fold(Created));
    }

    private static DraftMessage Parse(string line)
    {
        string[] parts = line.Split(['-', ':'], 3);
        DraftMessage message = new("", parts[0], parts[1].Length == 0 ? null : parts[1], parts[2][0] switch
        {
            'U' => DraftRole.User,
            'A' => DraftRole.Assistant,
            'S' => DraftRole.System,
            'T' => DraftRole.Tool,
            _ => DraftRole.None,
        });
        message.AddText(parts[2][1..].TrimStart());
        return message;
    }
}
