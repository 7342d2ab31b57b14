namespace QwenWebChat.App.Data;

/// <summary>The kinds of output formats.</summary>
public enum OutputFormatKind
{
    /// <summary>Free text: the model writes Markdown.</summary>
    Text,

    /// <summary>Any JSON value.</summary>
    Json,

    /// <summary>JSON that a schema allows.</summary>
    JsonSchema,
}
