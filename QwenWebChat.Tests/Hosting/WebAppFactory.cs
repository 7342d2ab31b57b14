using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The whole app in memory, with a data folder of its own.</summary>
internal sealed class WebAppFactory(params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("qwenwebchat-data-");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(BuiltApp.Repository);
        builder.UseSetting("Storage:Path", _data.FullName);
        foreach ((string key, string value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _data.Exists)
        {
            _data.Delete(recursive: true);
        }
    }
}
