using Microsoft.Extensions.Logging;

namespace QwenWebChat.Inference.Caching;

public sealed partial class PrefixStore
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: stored {Tokens} tokens in {Bytes} bytes")]
    private partial void LogKept(string path, int tokens, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be written; the prefill of this prompt will be repeated")]
    private partial void LogNotKept(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was deleted because {Problem}; the prefill of this prompt is repeated")]
    private partial void LogDiscarded(string path, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be read; the prefill of this prompt is repeated")]
    private partial void LogUnreadable(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} was deleted to make room for newer prefixes")]
    private partial void LogOutOfRoom(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be deleted")]
    private partial void LogNotDeleted(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder of the on-disk prefix cache cannot be used completely")]
    private partial void LogFailed(Exception exception);
}
