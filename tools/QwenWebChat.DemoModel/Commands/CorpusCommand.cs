using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.DemoModel.Commands;

/// <summary>Command <c>corpus</c>: prints samples for inspection, one JSON object for each line.</summary>
internal static class CorpusCommand
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Number of samples.", DefaultValueFactory = _ => 20 };
        Option<Split> split = new("--split") { Description = "Train or Test." };
        Option<ulong> seed = FolderOption.Seed();
        Command command = new("corpus", "Writes samples of the corpus to standard output.") { count, split, seed };
        command.SetAction(parsed =>
        {
            foreach (Sample sample in new CorpusGenerator(parsed.GetValue(seed)).Generate(parsed.GetValue(split)).Take(parsed.GetValue(count)))
            {
                Console.WriteLine(JsonSerializer.Serialize(sample, Format));
            }
        });
        return command;
    }
}
