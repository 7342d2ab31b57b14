namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>The result of a program that has exited: exit code and output.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
