using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The whole app in memory, with the demo model unless a setting names another, and an empty database.</summary>
internal sealed class WebAppFactory(params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    private readonly string _data = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;

    /// <summary>The app's time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(BuiltApp.Repository);
        string database = Path.Combine(_data, "chat.db");
        PreparedDatabase.CopyTo(database);
        builder.UseSetting("Data:Path", database);
        foreach ((string key, string value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton(Time).UseFastPasswords());
    }

    // As a browser does: programs that ask for no HTML get Ollama's greeting at the address of the chat page.
    protected override void ConfigureClient(HttpClient client)
    {
        base.ConfigureClient(client);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
