namespace QwenWebChat.Inference.Tokenization;

/// <summary>How a rendered conversation ends.</summary>
public enum TemplateEnd
{
    /// <summary>With a new turn of the assistant, to be written.</summary>
    NewAnswer,

    /// <summary>In the middle of the last message, an answer of the assistant's that is to go on.</summary>
    LastAnswer,

    /// <summary>With the last message.</summary>
    Closed,
}
