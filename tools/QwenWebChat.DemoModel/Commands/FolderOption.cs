using System.CommandLine;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>The option for the folder in which all commands work.</summary>
internal static class FolderOption
{
    public static Option<string> Create() => new("--folder")
    {
        Description = "Where tokenizer, weights and training state are kept.",
        HelpName = "PATH",
        DefaultValueFactory = _ => Path.Combine("artifacts", "demo-model"),
    };

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Of the corpus, the weights and their order.",
        DefaultValueFactory = _ => new Training.TrainingOptions().Seed,
    };
}
