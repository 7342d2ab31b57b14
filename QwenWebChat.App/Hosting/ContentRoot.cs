namespace QwenWebChat.App.Hosting;

/// <summary>The folder of <c>appsettings.json</c> and <c>wwwroot/</c>.</summary>
internal static class ContentRoot
{
    private const string Key = "contentRoot";

    /// <summary>
    /// Returns the folder that the arguments name; otherwise the working folder if it has those files (a checkout),
    /// otherwise the program's own folder (a published app).
    /// </summary>
    /// <exception cref="StartupException">The folder that the arguments name does not exist.</exception>
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
            throw new StartupException($"{Key} is '{folder}': the folder does not exist; it must be the folder of appsettings.json and wwwroot.");
        }

        return asked[Key] ?? (isCheckout ? working : AppContext.BaseDirectory);
    }
}
