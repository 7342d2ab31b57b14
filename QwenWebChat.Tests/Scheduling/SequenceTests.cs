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
        Sequence sequence = Create(new SamplingParams { Temperature = 0, StopStrings = ["bc"] });

        Assert.Equal("a", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, 'c'));
        Assert.Equal(FinishReason.Stop, sequence.FinishReason);
    }

    [Fact]
    public void Append_EndTokenAfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, StopStrings = ["bc"] });

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b') + Append(sequence, EndToken));
    }

    [Fact]
    public void Append_LimitAfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, StopStrings = ["bc"] }, maxNewTokens: 2);

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b'));
        Assert.Equal(FinishReason.Length, sequence.FinishReason);
    }

    [Fact]
    public void Cancel_AfterHalfAStopString_ShowsWhatWasHeldBack()
    {
        Sequence sequence = Create(new SamplingParams { Temperature = 0, StopStrings = ["bc"] });

        Assert.Equal("ab", Append(sequence, 'a') + Append(sequence, 'b') + sequence.Cancel());
        Assert.Equal(FinishReason.Cancelled, sequence.FinishReason);
    }

    [Fact]
    public void Append_LimitWithinACharacter_ShowsTheReplacementCharacter()
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("字");
        Sequence sequence = Create(new SamplingParams { Temperature = 0 }, maxNewTokens: 2);

        Assert.Equal("\uFFFD", Append(sequence, bytes[0]) + Append(sequence, bytes[1]));
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
