namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The way in which characters stand in the text.</summary>
internal enum TextEncoding
{
    /// <summary>Characters stand as UTF-8.</summary>
    Plain,

    /// <summary>Characters stand as in a JSON string: as UTF-8 or escaped; those that need an escape are always escaped.</summary>
    Json,
}
