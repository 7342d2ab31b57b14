using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Engine;

/// <summary>Readers that leave.</summary>
public sealed class GenerationStreamTests
{
    [Fact]
    public async Task Reader_LeavesBeforeTheFirstUpdate_CancelsTheRequest()
    {
        using EngineRun run = await EngineRun.StartAsync();
        GenerationStream stream = run.Engine.Submit(run.Request());

        await stream.GetAsyncEnumerator(TestContext.Current.CancellationToken).DisposeAsync();

        GenerationUpdate.Finished finished = (await EngineRun.ReadAsync(stream)).OfType<GenerationUpdate.Finished>().Single();
        Assert.Equal(FinishReason.Abort, finished.Reason);
    }
}
