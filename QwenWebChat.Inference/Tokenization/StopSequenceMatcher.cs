namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Finds stop strings in streamed text, even if they are split over several chunks. The first one to be complete ends
/// the text, however it was split; of those that end together the longest counts. Comparison is ordinal. Not
/// thread-safe: it belongs to one sequence.
/// </summary>
public sealed class StopSequenceMatcher
{
    private readonly string[] _stops;
    private string _held = string.Empty;
    private string? _stopString;

    /// <exception cref="ArgumentException">A stop string is empty, which would end every text immediately.</exception>
    public StopSequenceMatcher(IReadOnlyList<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        if (stops.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop string is empty; expected at least one character.", nameof(stops));
        }

        _stops = [.. stops];
    }

    /// <summary>
    /// Takes the next chunk and returns the text that can be shown: without the stop string, and without a suffix that
    /// may be the beginning of one.
    /// </summary>
    /// <param name="mayStop">False if a stop string that ends in this chunk has no effect.</param>
    public StopSequenceMatch Append(string delta, bool mayStop = true)
    {
        ArgumentNullException.ThrowIfNull(delta);
        if (_stopString is not null)
        {
            return new StopSequenceMatch(string.Empty, _stopString);
        }

        string text = _held + delta;
        if (mayStop && FindStop(text, _held.Length) is (int start, string stop))
        {
            _held = string.Empty;
            _stopString = stop;
            return new StopSequenceMatch(text[..start], stop);
        }

        int safe = text.Length - HeldLength(text);
        _held = text[safe..];
        return new StopSequenceMatch(text[..safe], null);
    }

    /// <summary>Returns the text held back for a stop string that did not occur; empty after a stop.</summary>
    public string Flush()
    {
        string held = _held;
        _held = string.Empty;
        return held;
    }

    /// <summary>Returns the stop string that is complete first, and its start.</summary>
    /// <param name="heldLength">The length of the text that was searched already.</param>
    private (int Start, string Stop)? FindStop(string text, int heldLength)
    {
        (int Start, string Stop)? first = null;
        int firstEnd = int.MaxValue;
        foreach (string stop in _stops)
        {
            int start = text.IndexOf(stop, Math.Max(heldLength - stop.Length + 1, 0), StringComparison.Ordinal);
            int end = start + stop.Length;
            if (start >= 0 && (end < firstEnd || (end == firstEnd && start < first?.Start)))
            {
                first = (start, stop);
                firstEnd = end;
            }
        }

        return first;
    }

    /// <summary>Returns the length of the longest suffix of the text that is an incomplete stop string.</summary>
    private int HeldLength(string text)
    {
        int longest = 0;
        foreach (string stop in _stops)
        {
            for (int length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
