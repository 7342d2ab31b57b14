using System.Globalization;
using System.Text;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>
/// A map of blocks as short text, a run at a time: <c>f120c33h0:12s1:4</c> is 120 free, 33 cached, 12 that request 0 holds,
/// and 4 that request 1 shares. A block that is held by none that is known has no figure before the colon.
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
