using System.Text.Json.Nodes;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Models;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Documents.Summaries;

/// <summary>A whole engine with the model that ships with the app: it says little, and the accounts must balance all the same.</summary>
[Slow]
public sealed class DemoModelSummaryTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The whole model reads a short document; its first layer alone, which costs a 28th, a long one.</summary>
    [Theory]
    [InlineData(28, 6_000, 5)]
    [InlineData(1, 100_000, 75)]
    public async Task Summary_OfTheWholeDocument_ReadsEveryPartOnce(int layers, int minTokens, int chapters)
    {
        using EngineRun run = await EngineRun.StartAsync(model: FirstLayers(layers), options: new());
        using QwenChatClient client = new(run.Engine);
        DocumentText document = Document(chapters);
        using TestSummaries summaries = new(document, client);

        SummaryProgress end = await summaries.SummarizeAsync(new SummaryOptions { Words = 40 });

        Assert.Equal(SummaryState.Finished, end.State);
        Assert.InRange(end.DocumentTokens, minTokens, 2 * minTokens);
        Assert.True(end.Coverage is { IsComplete: true }, $"left out: {end.Coverage}");
        Assert.Equal(document.Parts.Count, end.Coverage.PartsRead);
        SummaryView view = await summaries.OpenAsync(end.Id);
        SummarySection[] leaves = [.. view.Sections.Where(section => section.Level == 0)];
        Assert.All(document.Parts, part => Assert.Single(leaves, leaf => leaf.Start <= part.Start && part.End <= leaf.Start + leaf.Length));
        Assert.Single(view.Sections, section => section.ParentId is null);
        output.WriteLine($"{end.DocumentTokens} tokens in {leaves.Length} leaves and {view.Sections.Count - leaves.Length} merges");
    }

    // The demo model with only some of its layers; the weights of the others stay in the file, unread.
    private string FirstLayers(int layers)
    {
        foreach (string file in Directory.GetFiles(App.Models.DemoModel.Folder))
        {
            File.Copy(file, _folder.At(Path.GetFileName(file)));
        }

        JsonNode configuration = JsonNode.Parse(File.ReadAllText(_folder.At(Qwen2Config.FileName)))!;
        configuration["num_hidden_layers"] = layers;
        _folder.Write(Qwen2Config.FileName, configuration.ToJsonString());
        return _folder.Path;
    }

    private static DocumentText Document(int chapters)
    {
        SampleDocument document = new();
        for (int chapter = 1; chapter <= chapters; chapter++)
        {
            document.Page().Heading($"Chapter {chapter}");
            for (int paragraph = 1; paragraph <= 14; paragraph++)
            {
                document.Paragraph(
                    $"Project {chapter * paragraph} was decided on Monday. Mia is the owner and will send the price list to team {paragraph} by the {chapter}th of May. " +
                    $"The meeting moved to room {paragraph + chapter}, and the budget of {chapter * 100 + paragraph} euros was approved. The shop in the north opens later than planned, because the delivery was late. " +
                    "Everybody agreed that the next review takes place in autumn.");
            }
        }

        return document.Finish();
    }
}
