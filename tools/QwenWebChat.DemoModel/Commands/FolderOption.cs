using System.CommandLine;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>The option for the folder in which all commands work.</summary>
internal static class FolderOption
{
    public static Option<string> Create() => new("--folder")
    {
        Description = "The folder of the tokenizer, the weights and the training state.",
        HelpName = "PATH",
        DefaultValueFactory = _ => Path.Combine("artifacts", "demo-model"),
    };

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "The seed of the corpus, the weights and the order of samples.",
        DefaultValueFactory = _ => new Training.TrainingOptions().Seed,
    };
}
