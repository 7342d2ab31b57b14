namespace QwenWebChat.App.Data;

/// <summary>The parts of the app that an API key opens.</summary>
[Flags]
public enum ApiScopes
{
    None = 0,

    /// <summary>Models, chats and completions in all API formats.</summary>
    Chat = 1,

    /// <summary>Files, summaries, and the tools of MCP.</summary>
    Documents = 2,

    /// <summary>Metrics and the export of requests, for keys of administrators.</summary>
    Figures = 4,
}
