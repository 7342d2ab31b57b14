using Microsoft.Extensions.Logging;

namespace QwenWebChat.Inference.Caching;

public sealed partial class PrefixStore
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} keeps {Tokens} tokens in {Bytes} bytes")]
    private partial void LogKept(string path, int tokens, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is not kept; the prompt will be read again")]
    private partial void LogNotKept(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was deleted, since {Problem}; the prompt is read again")]
    private partial void LogDiscarded(string path, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be read; the prompt is read again")]
    private partial void LogUnreadable(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} was deleted, to make room for others")]
    private partial void LogOutOfRoom(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be deleted")]
    private partial void LogNotDeleted(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder of the kept prefixes cannot be used as it should")]
    private partial void LogFailed(Exception exception);
}
