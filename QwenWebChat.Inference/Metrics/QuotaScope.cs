namespace QwenWebChat.Inference.Metrics;

/// <summary>The kind of subject that a limit belongs to.</summary>
public enum QuotaScope
{
    /// <summary>An account, with all of its pages, works and keys.</summary>
    Account,

    /// <summary>An API key.</summary>
    Key,

    /// <summary>A group of accounts, whose limits each of its members has.</summary>
    Group,
}
