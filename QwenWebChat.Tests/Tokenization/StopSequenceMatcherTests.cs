using System.Text;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class StopSequenceMatcherTests
{
    [Fact]
    public void Append_NoStops_ShowsEverythingAtOnce()
    {
        StopSequenceMatcher matcher = new([]);

        Assert.Equal(new StopSequenceMatch("any text", null), matcher.Append("any text"));
        Assert.Equal(string.Empty, matcher.Flush());
    }

    [Fact]
    public void Append_StopInOnePiece_ShowsTextBeforeIt()
    {
        (string text, string? stop) = new StopSequenceMatcher(["END"]).Append("one END two");

        Assert.Equal(("one ", "END"), (text, stop));
    }

    [Fact]
    public void Append_StopOverSeveralPieces_HoldsItsStartBack()
    {
        StopSequenceMatcher matcher = new(["\nUser:"]);

        Assert.Equal(new StopSequenceMatch("Hi", null), matcher.Append("Hi\nUs"));
        Assert.Equal(new StopSequenceMatch("", null), matcher.Append("er"));
        Assert.Equal(new StopSequenceMatch("", "\nUser:"), matcher.Append(": more"));
    }

    [Fact]
    public void Append_StartThatComesToNothing_IsShownLater()
    {
        StopSequenceMatcher matcher = new(["###"]);

        Assert.Equal(new StopSequenceMatch("a", null), matcher.Append("a##"));
        Assert.Equal(new StopSequenceMatch("##b", null), matcher.Append("b"));
        Assert.Equal(string.Empty, matcher.Flush());
    }

    [Fact]
    public void Append_RepeatingStart_FindsTheLaterOne()
    {
        StopSequenceMatcher matcher = new(["aab"]);

        Assert.Equal(new StopSequenceMatch("", null), matcher.Append("aa"));
        Assert.Equal(new StopSequenceMatch("a", null), matcher.Append("a"));
        Assert.Equal(new StopSequenceMatch("", "aab"), matcher.Append("b"));
    }

    [Fact]
    public void Append_TwoStopsEndTogether_LongestCounts()
    {
        Assert.Equal(new StopSequenceMatch("x", "THE END"), new StopSequenceMatcher(["END", "THE END"]).Append("xTHE END"));
    }

    [Fact]
    public void Append_AfterStop_ShowsNothing()
    {
        StopSequenceMatcher matcher = new(["."]);
        matcher.Append("a.b");

        Assert.Equal(new StopSequenceMatch("", "."), matcher.Append("c"));
        Assert.Equal(string.Empty, matcher.Flush());
    }

    [Fact]
    public void Flush_HeldText_IsShownAtTheEnd()
    {
        StopSequenceMatcher matcher = new(["</answer>"]);
        matcher.Append("so </ans");

        Assert.Equal("</ans", matcher.Flush());
    }

    [Fact]
    public void Constructor_EmptyStop_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new StopSequenceMatcher(["a", ""]));
    }

    /// <summary>One that ends too early has no effect; one that begins there and ends later has.</summary>
    [Fact]
    public void Append_MayNotStopYet_GoesOnPastStopsThatEndThere()
    {
        StopSequenceMatcher matcher = new(["bc", "abcd"]);

        Assert.Equal(new StopSequenceMatch("bcx", null), matcher.Append("bcxabc", mayStop: false));
        Assert.Equal(new StopSequenceMatch("", "abcd"), matcher.Append("d"));
    }

    /// <summary>The first pieces, up to any number of characters, cannot end the text.</summary>
    [Fact]
    public void Append_AnyCuts_GivesTheSameText()
    {
        Random random = new(21);
        for (int round = 0; round < 5000; round++)
        {
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomText(random, random.Next(1, 5)))];
            string text = RandomText(random, random.Next(0, 30));
            int minLength = random.Next(3) == 0 ? random.Next(10) : 0;

            StopSequenceMatcher matcher = new(stops);
            StringBuilder shown = new();
            string? stop = null;
            for (int start = 0; start < text.Length;)
            {
                int end = Math.Min(text.Length, start + random.Next(1, 6));
                end = start < minLength ? Math.Min(end, minLength) : end;
                StopSequenceMatch match = matcher.Append(text[start..end], mayStop: start >= minLength);
                shown.Append(match.Text);
                (start, stop) = (end, match.StopString);
            }

            Assert.Equal(TextUntilStop(text, stops, minLength), (shown.Append(matcher.Flush()).ToString(), stop));
        }
    }

    // The definition, a character at a time: the first stop string to be complete, the longest of those.
    private static (string Text, string? Stop) TextUntilStop(string text, string[] stops, int minLength)
    {
        for (int end = minLength + 1; end <= text.Length; end++)
        {
            string[] complete = [.. stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal))];
            if (complete.MaxBy(stop => stop.Length) is { } longest)
            {
                return (text[..(end - longest.Length)], longest);
            }
        }

        return (text, null);
    }

    private static string RandomText(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)]));
}
