using System.CommandLine;
using QwenWebChat.DemoModel.Corpus;
using QwenWebChat.DemoModel.Tokenizers;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>Command <c>tokenizer</c>: learns the vocabulary and writes the folder's configuration.</summary>
internal static class TokenizerCommand
{
    public static Command Create()
    {
        Option<string> folder = FolderOption.Create();
        Option<ulong> seed = FolderOption.Seed();
        Option<int> samples = new("--samples") { Description = "Samples to learn from.", DefaultValueFactory = _ => 40_000 };
        Command command = new("tokenizer", "Learns the tokenizer from the corpus.") { folder, seed, samples };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            BpeTrainer trainer = new();
            // Uses other samples than the start of the training: the vocabulary must fit everything that the generator can
            // write.
            foreach (Sample sample in new CorpusGenerator(~parsed.GetValue(seed)).Generate(Split.Train).Take(parsed.GetValue(samples)))
            {
                foreach (ChatTurn turn in sample.Turns)
                {
                    trainer.Add(turn.User);
                    trainer.Add(turn.Assistant);
                }

                trainer.Add(ChatTemplate.Qwen25.Render([new("user", "")]).Text);
            }

            IReadOnlyList<(int, int)> merges = trainer.Train(DemoShape.MergeCount);
            TokenizerFiles.Write(path, merges);
            DemoShape.WriteConfiguration(path, "float32");
            Console.WriteLine($"{merges.Count:N0} merges in {path}");
        });
        return command;
    }
}
