namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>The settings of <c>grammar-suite</c>.</summary>
/// <param name="Folder">A folder of the suite's files.</param>
/// <param name="List">The number of wrong and of unsupported cases to list.</param>
internal sealed record SuiteSettings(
    [Option("--folder", "A folder of JSON-Schema-Test-Suite, such as tests/draft2020-12.", Value = "path")] string Folder,
    [Option("--list", "The number of wrong and of unsupported cases to list.", Value = "n", Min = 0)] int List = 0) : CommandSettings;
