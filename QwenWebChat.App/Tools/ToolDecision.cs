namespace QwenWebChat.App.Tools;

/// <summary>The answers to the question whether a tool of another program may run.</summary>
public enum ToolDecision
{
    Deny,

    AllowOnce,

    /// <summary>The tool is not asked for again.</summary>
    AllowAlways,
}
