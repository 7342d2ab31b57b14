using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>What ends an answer, and that no text is lost or shown twice when it does. Ids are the placeholder's bytes.</summary>
public sealed class SequenceTests
{
    private static readonly QwenTokenizer Tokenizer = QwenTokenizer.Load(UntrainedModel.Folder);

    [Fact]
    public void Append_EndToken_StopsWithoutItsText()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0 });

        Assert.Equal("a", Append(sequence, 'a'));
        Assert.Equal("", Append(sequence, EndToken));

        Assert.Equal((FinishReason.Stop, 2), (sequence.FinishReason, sequence.GeneratedCount));
    }

    [Fact]
    public void Append_EndTokenIgnored_GoesOn()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, IgnoreEndTokens = true });

        Append(sequence, EndToken);

        Assert.Null(sequence.FinishReason);
    }

    [Fact]
    public void Append_StopStringAcrossTokens_EndsBeforeIt()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, Stop = ["bc"] });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, 'c'));
        Assert.Equal(FinishReason.Stop, sequence.FinishReason);
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

    private static string Append(Sequence sequence, int id)
    {
        float[] logits = new float[Tokenizer.MaxTokenId + 1];
        logits[id] = 1;
        return sequence.Append(logits).Text;
    }
}
