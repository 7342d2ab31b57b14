namespace QwenWebChat.Inference.Metrics;

/// <summary>What is in a block of the cache.</summary>
public enum BlockState : byte
{
    /// <summary>Nothing of use.</summary>
    Free,

    /// <summary>A prefix that nobody holds and a later prompt may begin with.</summary>
    Cached,

    /// <summary>One request holds it.</summary>
    Held,

    /// <summary>Several requests hold it: their prompts begin alike.</summary>
    Shared,
}
