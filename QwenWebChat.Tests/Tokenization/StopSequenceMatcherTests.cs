using System.Text;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Tokenization;

public class StopSequenceMatcherTests
{
    [Fact]
    public void Append_NoStops_ShowsEverythingAtOnce()
    {
        StopSequenceMatcher matcher = new([]);

        Assert.Equal(new StopSequenceMatch("any text", false), matcher.Append("any text"));
        Assert.Equal(string.Empty, matcher.Flush());
    }

    [Fact]
    public void Append_StopInOnePiece_ShowsTextBeforeIt()
    {
        (string text, bool stopped) = new StopSequenceMatcher(["END"]).Append("one END two");

        Assert.Equal("one ", text);
        Assert.True(stopped);
    }

    [Fact]
    public void Append_StopOverSeveralPieces_HoldsItsStartBack()
    {
        StopSequenceMatcher matcher = new(["\nUser:"]);

        Assert.Equal(new StopSequenceMatch("Hi", false), matcher.Append("Hi\nUs"));
        Assert.Equal(new StopSequenceMatch("", false), matcher.Append("er"));
        Assert.Equal(new StopSequenceMatch("", true), matcher.Append(": more"));
    }

    [Fact]
    public void Append_StartThatComesToNothing_IsShownLater()
    {
        StopSequenceMatcher matcher = new(["###"]);

        Assert.Equal(new StopSequenceMatch("a", false), matcher.Append("a##"));
        Assert.Equal(new StopSequenceMatch("##b", false), matcher.Append("b"));
        Assert.Equal(string.Empty, matcher.Flush());
    }

    [Fact]
    public void Append_RepeatingStart_FindsTheLaterOne()
    {
        StopSequenceMatcher matcher = new(["aab"]);

        Assert.Equal(new StopSequenceMatch("", false), matcher.Append("aa"));
        Assert.Equal(new StopSequenceMatch("a", false), matcher.Append("a"));
        Assert.Equal(new StopSequenceMatch("", true), matcher.Append("b"));
    }

    [Fact]
    public void Append_TwoStopsEndTogether_LongestCounts()
    {
        Assert.Equal(new StopSequenceMatch("x", true), new StopSequenceMatcher(["END", "THE END"]).Append("xTHE END"));
    }

    [Fact]
    public void Append_AfterStop_ShowsNothing()
    {
        StopSequenceMatcher matcher = new(["."]);
        matcher.Append("a.b");

        Assert.Equal(new StopSequenceMatch("", true), matcher.Append("c"));
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

    [Fact]
    public void Append_AnyCuts_GivesTheSameText()
    {
        Random random = new(21);
        for (int round = 0; round < 5000; round++)
        {
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomText(random, random.Next(1, 5)))];
            string text = RandomText(random, random.Next(0, 30));
            string expected = TextUntilStop(text, stops);

            StopSequenceMatcher matcher = new(stops);
            StringBuilder shown = new();
            for (int start = 0; start < text.Length;)
            {
                int end = Math.Min(text.Length, start + random.Next(1, 6));
                shown.Append(matcher.Append(text[start..end]).Text);
                start = end;
            }

            Assert.Equal(expected, shown.Append(matcher.Flush()).ToString());
        }
    }

    // The definition, a character at a time: the first stop string to be complete, the longest of those.
    private static string TextUntilStop(string text, string[] stops)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            string[] complete = [.. stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal))];
            if (complete.Length > 0)
            {
                return text[..(end - complete.Max(stop => stop.Length))];
            }
        }

        return text;
    }

    private static string RandomText(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)]));
}
