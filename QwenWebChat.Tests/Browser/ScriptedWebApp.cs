using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Browser;

/// <summary>The app on a free loopback port, with a chat client that answers by a script instead of a model.</summary>
internal sealed class ScriptedWebApp(IChatClient client, Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string>? settings = null)
    : WebApplicationFactory<Program>
{
    private static readonly TimeSpan CircuitsEnd = TimeSpan.FromSeconds(5);

    private readonly string _data = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
    private bool _isStarted;

    /// <summary>Starts it, if it does not run yet, and gives its address.</summary>
    public string Start()
    {
        if (!_isStarted)
        {
            UseKestrel(0);
            StartServer();
            _isStarted = true;
        }

        return ClientOptions.BaseAddress.ToString();
    }

    /// <summary>Ends it once the circuits of the pages that were closed have ended.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            // A circuit that its app leaves behind is never disposed: MudBlazor's timers would hold it in memory, with the whole app.
            CircuitLimit circuits = Services.GetRequiredService<CircuitLimit>();
            using CancellationTokenSource limit = new(CircuitsEnd);
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
            while (circuits.Count > 0 && !limit.IsCancellationRequested)
            {
                await timer.WaitForNextTickAsync();
            }
        }

        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(BuiltApp.Repository);
        string database = Path.Combine(_data, "chat.db");
        PreparedDatabase.CopyTo(database);
        builder.UseSetting("Data:Path", database);
        // Tests run their own tool servers.
        builder.UseSetting("Outbound:PrivateHosts", "localhost");
        foreach ((string key, string value) in settings ?? new Dictionary<string, string>())
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            // A real model beside the scripted client would only take time, and count among the live tensors of other tests.
            services.Remove(services.Single(IsModelHost));
            services.AddSingleton<IModelHost>(new FakeModelHost());
            services.AddSingleton(client);
            services.UseFastPasswords();
            configure?.Invoke(services);
        });
    }

    private static bool IsModelHost(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is Func<IServiceProvider, ModelHost>;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
