using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Models;

/// <summary>The host within the composed app: bad folders, a second load, a load that is cancelled.</summary>
[Slow]
public sealed class ModelHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "no model is given")]
    [InlineData("a\0b", "Null character in path.")]
    [InlineData("no-such-folder", "found no such folder")]
    public async Task LoadAsync_BadPath_IsToldAndThePresentModelStays(string path, string reason)
    {
        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        ModelStatus before = await host.WhenSettledAsync();

        await host.LoadAsync(path, Cancellation);

        Assert.Contains(reason, host.Status.Error, StringComparison.Ordinal);
        Assert.Equal(before, host.Status with { Error = null });
    }

    [Fact]
    public async Task LoadAsync_PathAsPeoplePasteIt_IsUnderstood()
    {
        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        await host.WhenSettledAsync();

        await host.LoadAsync($"  \"{UntrainedModel.Folder}{Path.DirectorySeparatorChar}\" ", Cancellation);

        Assert.Equal((UntrainedModel.Folder, null, false), (host.Status.Path, host.Status.Error, host.Status.IsDemo));
    }

    [Fact]
    public async Task LoadAsync_GgufFile_IsShownByItsName()
    {
        string path = SharedFixtures.Require("tiny-gguf", "tiny-f16.gguf");
        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        await host.WhenSettledAsync();

        await host.LoadAsync(path, Cancellation);

        Assert.Equal(("tiny-f16", path, null, 512), (host.Status.Name, host.Status.Path, host.Status.Error, host.Status.ContextTokens));
        Assert.Equal(ModelPhase.Ready, host.Status.Phase);
    }

    [Fact]
    public async Task LoadAsync_RepositoryOfAHuggingFaceCache_IsShownByItsName()
    {
        using TemporaryFolder cache = new();
        string snapshot = Directory.CreateDirectory(cache.At("models--Qwen--Untrained/snapshots/abc")).FullName;
        foreach (string file in Directory.GetFiles(UntrainedModel.Folder))
        {
            File.Copy(file, Path.Combine(snapshot, Path.GetFileName(file)));
        }

        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        await host.WhenSettledAsync();

        await host.LoadAsync(cache.At("models--Qwen--Untrained"), Cancellation);

        Assert.Equal((null, "Untrained", snapshot), (host.Status.Error, host.Status.Name, host.Status.Path));
    }

    [Fact]
    public async Task LoadAsync_LoraAdapter_IsToldByNameInOneLine()
    {
        using TemporaryFolder folder = new();
        folder.Write("adapter_config.json", """{"peft_type":"LORA","base_model_name_or_path":"Qwen/Qwen2.5-7B-Instruct"}""");
        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        ModelStatus before = await host.WhenSettledAsync();

        await host.LoadAsync(folder.Path, Cancellation);

        Assert.Contains("found a LoRA adapter", host.Status.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', host.Status.Error!);
        Assert.Equal(before, host.Status with { Error = null });
    }

    [Fact]
    public async Task LoadAsync_CancelledBeforeReading_IsToldAndThePresentModelStays()
    {
        using WebAppFactory factory = new();
        IModelHost host = factory.Services.GetRequiredService<IModelHost>();
        ModelStatus before = await host.WhenSettledAsync();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await host.LoadAsync(UntrainedModel.Folder, cancelled.Token);

        Assert.Equal(before with { Error = "Loading was cancelled." }, host.Status);
    }
}
