using System.Threading.Channels;

namespace QwenWebChat.UiLoad;

/// <summary>One answer of the scripted engine, which synchronizes access to it.</summary>
internal sealed class ScriptedAnswer(TimeProvider time)
{
    private readonly Channel<string> _tokens = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly List<long> _emissions = [];
    private bool _isEnded;

    public ChannelReader<string> Tokens => _tokens.Reader;

    public void Emit()
    {
        if (!_isEnded)
        {
            string token = SerialWords.Token(_emissions.Count);
            _emissions.Add(time.GetTimestamp());
            _tokens.Writer.TryWrite(token);
        }
    }

    public void End()
    {
        _isEnded = true;
        _tokens.Writer.TryComplete();
    }

    public long[] Emissions() => [.. _emissions];
}
