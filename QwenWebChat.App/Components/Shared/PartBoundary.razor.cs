using Microsoft.AspNetCore.Components;

namespace QwenWebChat.App.Components.Shared;

/// <summary>A part of a page that shows its own errors with a retry, without affecting other parts.</summary>
public sealed partial class PartBoundary
{
    /// <summary>The part's name, for the log.</summary>
    [Parameter, EditorRequired]
    public string Part { get; set; } = "";

    [Inject]
    private ILogger<PartBoundary> Logger { get; set; } = null!;

    protected override Task OnErrorAsync(Exception exception)
    {
        LogFailed(Logger, Part, exception);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of a page could not be shown: {Part}")]
    private static partial void LogFailed(ILogger logger, string part, Exception exception);
}
