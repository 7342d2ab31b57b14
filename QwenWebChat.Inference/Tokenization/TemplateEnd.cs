namespace QwenWebChat.Inference.Tokenization;

/// <summary>The end of a rendered conversation.</summary>
public enum TemplateEnd
{
    /// <summary>The prompt ends with a new, empty turn of the assistant.</summary>
    NewAnswer,

    /// <summary>The prompt ends within the last message, an answer of the assistant to be continued.</summary>
    LastAnswer,

    /// <summary>The prompt ends with the last message.</summary>
    Closed,
}
