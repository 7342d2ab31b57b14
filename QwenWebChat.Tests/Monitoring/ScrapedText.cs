namespace QwenWebChat.Tests.Monitoring;

/// <summary>The metrics of an app in the format of Prometheus, read once for all tests of a class.</summary>
public sealed class ScrapedText : IAsyncLifetime
{
    /// <summary>The name of the model that the app's engine serves.</summary>
    public const string Model = "read once";

    public string Text { get; private set; } = "";

    public async ValueTask InitializeAsync() => Text = await ScrapedApp.ReadAsync(Model);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
