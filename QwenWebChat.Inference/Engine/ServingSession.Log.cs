using Microsoft.Extensions.Logging;

namespace QwenWebChat.Inference.Engine;

internal sealed partial class ServingSession
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A step failed and ended its {Count} requests")]
    private partial void LogStepFailed(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogRequestFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device has too little memory for a step of {Count} requests, {Tokens} tokens; it is retried with fewer prompt tokens: {Problem}")]
    private partial void LogStepTooLarge(int count, int tokens, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The device has too little memory for {Count} requests at a time, {Tokens} tokens a step; the newest request of the lowest priority is ended: {Problem}")]
    private partial void LogRequestTooMuch(int count, int tokens, string problem);
}
