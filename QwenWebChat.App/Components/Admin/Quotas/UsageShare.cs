namespace QwenWebChat.App.Components.Admin.Quotas;

/// <summary>The tokens that a member or a key used, and its share of what all members used.</summary>
/// <param name="ShareOfToday">0 to 1.</param>
/// <param name="ShareOfMonth">0 to 1.</param>
public sealed record UsageShare(long Today, long Month, double ShareOfToday, double ShareOfMonth);
