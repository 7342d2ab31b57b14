namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The way in which characters stand in the text.</summary>
internal enum TextEncoding
{
    /// <summary>As UTF-8.</summary>
    Plain,

    /// <summary>As inside a JSON string: UTF-8 or an escape, and those that need an escape only with it.</summary>
    Json,
}
