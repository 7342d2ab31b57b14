using System.CommandLine;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>Command <c>export</c>: writes the trained folder as the bfloat16 checkpoint that ships with the app.</summary>
internal static class ExportCommand
{
    private static readonly string[] TokenizerFileNames = ["vocab.json", "merges.txt", "tokenizer_config.json"];

    public static Command Create()
    {
        Option<string> folder = FolderOption.Create();
        Option<string> output = new("--output")
        {
            Description = "The checkpoint folder to write.",
            HelpName = "PATH",
            DefaultValueFactory = _ => Path.Combine("QwenWebChat.App", "DemoModel"),
        };
        Command command = new("export", "Writes the bfloat16 checkpoint.") { folder, output };
        command.SetAction(parsed =>
        {
            (string from, string to) = (parsed.GetValue(folder)!, parsed.GetValue(output)!);
            using Checkpoint checkpoint = Checkpoint.Open(from);
            using TrainableModel model = TrainableModel.Load(checkpoint, torch.CPU);
            Directory.CreateDirectory(to);
            DemoShape.WriteConfiguration(to, "bfloat16");
            foreach (string name in TokenizerFileNames)
            {
                File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
            }

            model.Save(Path.Combine(to, "model.safetensors"), torch.ScalarType.BFloat16);
            Console.WriteLine($"{model.Parameters.Values.Sum(weight => weight.numel()):N0} parameters in {to}");
        });
        return command;
    }
}
