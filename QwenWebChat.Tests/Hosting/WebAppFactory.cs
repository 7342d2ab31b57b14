using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The whole app in memory, with the demo model unless a setting names another.</summary>
internal sealed class WebAppFactory(params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(BuiltApp.Repository);
        foreach ((string key, string value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
