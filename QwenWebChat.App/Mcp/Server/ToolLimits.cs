using System.Globalization;
using ModelContextProtocol;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The sizes of what tools take and give.</summary>
internal static class ToolLimits
{
    /// <summary>The maximum number of characters of a text in a result.</summary>
    public const int MaxText = 20_000;

    /// <exception cref="McpException">A number is out of its range.</exception>
    public static int Require(string name, int value, int min, int max) => value >= min && value <= max ? value
        : throw new McpException(string.Create(CultureInfo.InvariantCulture, $"{name}: found {value}; expected {min} to {max}."));

    /// <summary>Returns the end of a piece of a text that begins at an offset, within a length, and not inside a character.</summary>
    public static int EndOf(string text, int start, int end, int maxLength)
    {
        int cut = (int)Math.Min(end, (long)start + maxLength);
        return cut > start + 1 && cut < end && char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut;
    }
}
