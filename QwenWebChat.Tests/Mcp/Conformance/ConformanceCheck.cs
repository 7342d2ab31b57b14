namespace QwenWebChat.Tests.Mcp.Conformance;

/// <summary>One check of a scenario.</summary>
/// <param name="Status">SUCCESS, FAILURE, WARNING, INFO or SKIPPED.</param>
public sealed record ConformanceCheck(string Id, string Status, string? Description, string? ErrorMessage);
