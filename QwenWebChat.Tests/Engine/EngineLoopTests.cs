using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Engine;

/// <summary>The loop where the engine's door cannot be hit at the right moment.</summary>
public sealed class EngineLoopTests
{
    /// <summary>A request that passed the check for a model just before the model went, and no other was loaded.</summary>
    [Fact]
    public async Task Request_WithoutAModel_IsRefused()
    {
        using EngineRun run = await EngineRun.StartAsync();
        EngineOptions options = new();
        RequestInbox inbox = new(options, TimeProvider.System, new OpenAdmission());
        using EngineLoop loop = new(options, inbox, NullLogger.Instance);
        ActiveRequest request = new(run.Request(), TimeProvider.System, loop.Metrics, loop.Wake);

        inbox.Add(request);
        loop.Wake();

        await Assert.ThrowsAsync<EngineUnavailableException>(() => EngineRun.ReadAsync(request.Stream));
        Assert.Equal(0, inbox.Count);
    }
}
