using System.Text;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>A request that a <see cref="ReceivingServer"/> took.</summary>
internal sealed record ReceivedPost(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Whether a text stands in the body, also where the rest is no text.</summary>
    public bool Mentions(string text) => Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
