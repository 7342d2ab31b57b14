namespace QwenWebChat.Benchmarks.Grammars;

/// <summary>The settings of <c>grammar</c>.</summary>
/// <param name="Folder">The folder of MaskBench's cases.</param>
/// <param name="Tokenizer">The path of a checkpoint or of tokenizer files.</param>
/// <param name="Match">Only cases whose name contains this.</param>
/// <param name="Every">Only every n-th case.</param>
/// <param name="List">The number of cases of each outcome to list.</param>
internal sealed record GrammarSettings(
    [Option("--folder", "The folder maskbench/data of guidance-ai/jsonschemabench.", Value = "path")] string Folder,
    [Option("--tokenizer", "A checkpoint or a folder with tokenizer files.", Value = "path")] string Tokenizer,
    [Option("--match", "Only the cases whose file name contains this.", Value = "text")] string Match = "",
    [Option("--every", "Only every n-th case.", Value = "n", Min = 1)] int Every = 1,
    [Option("--list", "The number of cases of each outcome to list.", Value = "n", Min = 0)] int List = 0) : CommandSettings;
