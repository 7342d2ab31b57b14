namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>Result of a program that has ended: its exit code and its output.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
