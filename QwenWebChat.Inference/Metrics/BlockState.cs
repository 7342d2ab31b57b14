namespace QwenWebChat.Inference.Metrics;

/// <summary>The state of a block of the KV cache.</summary>
public enum BlockState : byte
{
    /// <summary>The block is empty.</summary>
    Free,

    /// <summary>A cached prefix that no request holds and a later prompt may begin with.</summary>
    Cached,

    /// <summary>One request holds it.</summary>
    Held,

    /// <summary>Several requests with a common prefix hold it.</summary>
    Shared,
}
