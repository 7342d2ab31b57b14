namespace QwenWebChat.App.Hosting;

/// <summary>The folder of <c>appsettings.json</c> and <c>wwwroot/</c>.</summary>
internal static class ContentRoot
{
    private const string Key = "contentRoot";

    /// <summary>
    /// The one that is asked for; else the working folder where it has those files (a checkout), else the program's own
    /// (a published app).
    /// </summary>
    /// <exception cref="StartupException">The one that is asked for is not there.</exception>
    public static string Find(string[] args)
    {
        IConfigurationRoot asked = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(args)
            .Build();
        string working = Directory.GetCurrentDirectory();
        bool isCheckout = File.Exists(Path.Combine(working, "appsettings.json")) && File.Exists(Path.Combine(working, "wwwroot", "css", "app.css"));
        if (asked[Key] is { } folder && !Directory.Exists(folder))
        {
            throw new StartupException($"{Key} is '{folder}': there is no such folder; it must be the one of appsettings.json and wwwroot.");
        }

        return asked[Key] ?? (isCheckout ? working : AppContext.BaseDirectory);
    }
}
