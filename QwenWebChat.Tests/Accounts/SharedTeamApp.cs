namespace QwenWebChat.Tests.Accounts;

/// <summary>An app with accounts that all tests of a class share. Each must leave the others' accounts as they were.</summary>
public class SharedTeamApp : IAsyncLifetime
{
    internal TeamApp App { get; private set; } = null!;

    protected virtual Dictionary<string, string>? Settings => null;

    public async ValueTask InitializeAsync() => App = await TeamApp.StartAsync(Settings);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
