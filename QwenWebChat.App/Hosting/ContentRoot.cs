namespace QwenWebChat.App.Hosting;

/// <summary>The folder of <c>appsettings.json</c> and <c>wwwroot/</c>.</summary>
internal static class ContentRoot
{
    private const string Key = "contentRoot";

    /// <summary>
    /// The one that is asked for; else the working folder where it has those files (a checkout), else the program's own
    /// (a published app).
    /// </summary>
    public static string Find(string[] args)
    {
        IConfigurationRoot asked = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(args)
            .Build();
        string working = Directory.GetCurrentDirectory();
        bool isCheckout = File.Exists(Path.Combine(working, "appsettings.json")) && File.Exists(Path.Combine(working, "wwwroot", "css", "app.css"));
        return asked[Key] ?? (isCheckout ? working : AppContext.BaseDirectory);
    }
}
