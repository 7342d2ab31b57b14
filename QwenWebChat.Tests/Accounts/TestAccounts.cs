using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

/// <summary>The services of accounts over a database of their own, with its clock.</summary>
internal sealed class TestAccounts : IDisposable
{
    private readonly ServiceProvider _services;

    public TestAccounts()
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Path", Database.Path)]).Build());
        services.AddSingleton<TimeProvider>(Database.Time);
        services.AddLogging();
        services.AddConversations().AddAccounts().UseFastPasswords();
        _services = services.BuildServiceProvider();
    }

    public TestDatabase Database { get; } = new();

    public AccountStore Store => _services.GetRequiredService<AccountStore>();

    public AccountLinkStore Links => _services.GetRequiredService<AccountLinkStore>();

    public GroupStore Groups => _services.GetRequiredService<GroupStore>();

    public TwoFactorStore Factors => _services.GetRequiredService<TwoFactorStore>();

    public AccountDirectory Directory => _services.GetRequiredService<AccountDirectory>();

    /// <summary>The store of second factors with another clock.</summary>
    public TwoFactorStore FactorsAt(TimeProvider time) => new(Store, _services.GetRequiredService<IServiceScopeFactory>(), time);

    public async Task<Guid> IdOfAsync(string name) => (await Store.ListAsync(TestDatabase.Cancellation)).Single(account => account.Name == name).Id;

    public void Dispose()
    {
        _services.Dispose();
        Database.Dispose();
    }
}
