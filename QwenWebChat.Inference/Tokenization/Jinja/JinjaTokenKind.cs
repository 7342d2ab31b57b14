namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The kind of a <see cref="JinjaToken"/>.</summary>
internal enum JinjaTokenKind
{
    /// <summary>Text between tags, written unchanged.</summary>
    Text,

    /// <summary><c>{{</c></summary>
    OutputStart,

    /// <summary><c>}}</c></summary>
    OutputEnd,

    /// <summary><c>{%</c></summary>
    BlockStart,

    /// <summary><c>%}</c></summary>
    BlockEnd,

    Name,

    /// <summary>A string literal, without its quotes and escapes.</summary>
    String,

    Number,

    Operator,

    /// <summary>The end of the template.</summary>
    End,
}
