using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>What ends an answer, and that no text is lost or shown twice when it does. Ids are the placeholder's bytes.</summary>
public sealed class SequenceTests
{
    // Stands for the end token where a constant is required.
    private const int EndTokenMark = -1;

    private static readonly QwenTokenizer Tokenizer = QwenTokenizer.Load(UntrainedModel.Folder);

    [Fact]
    public void Append_EndToken_StopsWithoutItsText()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0 });

        Assert.Equal("a", Append(sequence, 'a'));
        Assert.Equal("", Append(sequence, EndToken));

        Assert.Equal((FinishReason.Stop, 2), (sequence.FinishReason, sequence.GeneratedCount));
        Assert.Equal((null, null), (sequence.StopString, sequence.StopTokenId));
    }

    [Fact]
    public void Append_EndTokenIgnored_GoesOn()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, IgnoreEndTokens = true });

        Append(sequence, EndToken);

        Assert.Null(sequence.FinishReason);
    }

    /// <summary>The end token is told apart from a stop token, unless it is only that.</summary>
    [Theory]
    [InlineData(false, 'b', (int)'b')]
    [InlineData(true, 'b', (int)'b')]
    [InlineData(false, EndTokenMark, null)]
    [InlineData(true, EndTokenMark, EndTokenMark)]
    public void Append_StopToken_StopsWithoutItsTextAndTellsIt(bool ignoresEndTokens, int stop, int? told)
    {
        int IdOf(int mark) => mark == EndTokenMark ? EndToken : mark;
        Sequence sequence = Create(new SamplingParams { Temperature = 0, IgnoreEndTokens = ignoresEndTokens, StopTokenIds = ['c', IdOf(stop)], Stop = ["ab"] });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, IdOf(stop)));

        Assert.Equal((FinishReason.Stop, null, told is { } id ? IdOf(id) : null), (sequence.FinishReason, sequence.StopString, sequence.StopTokenId));
    }

    /// <summary>The end token, a stop token and a stop string come too early: the second best follows, or nothing ends.</summary>
    [Fact]
    public void Append_BeforeMinTokens_DoesNotEnd()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, StopTokenIds = ['x'], Stop = ["bc", "cd"], MinTokens = 5 });

        string text = string.Concat(((int[])[EndToken, 'x', 'b', 'c', 'e']).Select(id => Append(sequence, id, other: 'b')));

        Assert.Equal(("bbbce", null), (text, sequence.FinishReason));
        Assert.Equal("", Append(sequence, 'x', other: 'b'));
        Assert.Equal((FinishReason.Stop, 6, 'x'), (sequence.FinishReason, sequence.GeneratedCount, sequence.StopTokenId));
    }

    [Fact]
    public void Append_StopStringThatBeginsBeforeMinTokens_EndsBeforeIt()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bcd"], MinTokens = 3 });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, 'c') + Append(sequence, 'd'));
        Assert.Equal((FinishReason.Stop, "bcd"), (sequence.FinishReason, sequence.StopString));
    }

    /// <summary>Greedy, with ids that differ: the whole vocabulary is excluded, so nothing is.</summary>
    [Fact]
    public void Append_NothingButStopTokensBeforeMinTokens_GoesOnWithThem()
    {
        Sequence sequence = new([1], new SamplingParams { Temperature = 0, StopTokenIds = ['a', 'b'], MinTokens = 2 }, 100, [], Tokenizer.CreateDetokenizer());
        float[] Logits(int best) => [.. Enumerable.Range(0, 'd').Select(id => id == best ? 1 : id is 'a' or 'b' ? 0 : float.NegativeInfinity)];

        Assert.Equal("ba", sequence.Append(Logits('b')).Text + sequence.Append(Logits('a')).Text);
        Assert.Equal("", sequence.Append(Logits('a')).Text);
        Assert.Equal('a', sequence.StopTokenId);
    }

    [Fact]
    public void Append_StopStringAcrossTokens_EndsBeforeIt()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bc"] });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, 'c'));
        Assert.Equal((FinishReason.Stop, "bc", null), (sequence.FinishReason, sequence.StopString, sequence.StopTokenId));
    }

    [Fact]
    public void Append_EndTokenAfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bc"] });

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, EndToken));
    }

    [Fact]
    public void Append_LimitAfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bc"] }, maxNewTokens: 2);

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b'));
        Assert.Equal(FinishReason.Length, sequence.FinishReason);
    }

    [Fact]
    public void Cancel_AfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bc"] });

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b') + sequence.Cancel());
        Assert.Equal(FinishReason.Abort, sequence.FinishReason);
    }

    [Fact]
    public void Append_LimitWithinACharacter_LeavesItsHalfOut()
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("字");
        Sequence sequence = Create(new SamplingParams { Temperature = 0 }, maxNewTokens: 3);

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, bytes[0]) + Append(sequence, bytes[1]));
        Assert.Equal(FinishReason.Length, sequence.FinishReason);
        Sequence rest = new([1, 2, 'a', bytes[0], bytes[1]], new SamplingParams { Temperature = 0 }, 100, [EndToken], Tokenizer.CreateDetokenizer(), continuedCount: 3);
        Assert.Equal("字b", Append(rest, bytes[2]) + Append(rest, 'b'));
    }

    [Fact]
    public void Append_EndWithinACharacter_ShowsTheReplacementCharacter()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0 });

        Assert.Equal("\uFFFD", Append(sequence, System.Text.Encoding.UTF8.GetBytes("字")[0]) + Append(sequence, EndToken));
    }

    [Fact]
    public void Cancel_WithinACharacter_LeavesItsHalfOut()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0 });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, System.Text.Encoding.UTF8.GetBytes("字")[0]) + sequence.Cancel());
    }

    /// <summary>The same seed and penalties: cut anywhere, the draws are those of the whole answer.</summary>
    [Fact]
    public void Append_ContinuedAnswer_DrawsAsIfItHadNotBeenCut()
    {
        SamplingParams sampling = new() { Seed = 5, PresencePenalty = 0.5, FrequencyPenalty = 0.25, RepetitionPenalty = 1.1 };
        Sequence whole = Create(sampling);
        int[] ids = [.. Enumerable.Range(0, 40).Select(_ => whole.Append(new float[60]).Id)];

        Sequence rest = new([1, 2, .. ids[..15]], sampling, 100, [EndToken], Tokenizer.CreateDetokenizer(), continuedCount: 15);

        Assert.Equal(ids[15..], Enumerable.Range(0, 25).Select(_ => rest.Append(new float[60]).Id));
    }

    [Fact]
    public void Append_LogitsThatAreNoNumbers_Fails()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0 });
        float[] logits = new float[Tokenizer.MaxTokenId + 1];
        logits[3] = float.NaN;

        Assert.Throws<ArithmeticException>(() => sequence.Append(logits));
    }

    private static int EndToken => Tokenizer.MaxTokenId;

    private static Sequence Create(SamplingParams sampling, int maxNewTokens = 100) =>
        new([1, 2], sampling, maxNewTokens, [EndToken], Tokenizer.CreateDetokenizer());

    private static string Append(Sequence sequence, int id, int other = 0)
    {
        float[] logits = new float[Tokenizer.MaxTokenId + 1];
        logits[other] = 0.5f;
        logits[id] = 1;
        return sequence.Append(logits).Text;
    }
}
