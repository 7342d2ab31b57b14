using System.Globalization;
using System.Text;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>
/// Encodes a map of blocks as short text with run lengths: <c>f120c33h0:12s1:4</c> is 120 free blocks, 33 cached ones, 12
/// held by request 0, and 4 shared that request 1 holds. A run of blocks without a known holder has no number before the
/// colon.
/// </summary>
internal static class BlockRuns
{
    public static string Of(IReadOnlyList<BlockEntry> blocks)
    {
        StringBuilder text = new();
        for (int start = 0; start < blocks.Count;)
        {
            int end = start + 1;
            while (end < blocks.Count && blocks[end] == blocks[start])
            {
                end++;
            }

            Append(text, blocks[start], end - start);
            start = end;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, BlockEntry entry, int count)
    {
        text.Append(entry.State switch
        {
            BlockState.Free => 'f',
            BlockState.Cached => 'c',
            BlockState.Held => 'h',
            _ => 's',
        });
        if (entry.State is BlockState.Held or BlockState.Shared)
        {
            if (entry.Request is { } request)
            {
                text.Append(CultureInfo.InvariantCulture, $"{request}");
            }

            text.Append(':');
        }

        text.Append(CultureInfo.InvariantCulture, $"{count}");
    }
}
