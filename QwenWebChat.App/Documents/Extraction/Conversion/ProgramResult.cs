namespace QwenWebChat.App.Documents.Extraction.Conversion;

/// <summary>What a program said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
