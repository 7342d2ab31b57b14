using System.CommandLine;
using System.Globalization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.App.Terminal;

/// <summary>The app's database in a command, with the settings of the web app and while that does not run.</summary>
internal static class TerminalDatabase
{
    public static Option<string> Option() => new("--database") { Description = "The app's SQLite file. Default: the setting Data:Path.", HelpName = "FILE" };

    /// <summary>Takes the database, runs a command with the services of accounts, keys and the audit log, and closes the database.</summary>
    /// <exception cref="StartupException">The app is running, or the file cannot be used.</exception>
    public static async Task<int> UseAsync(string? database, Func<IServiceProvider, Task<int>> run, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = OpenServices(database);
        await services.GetRequiredService<DatabaseLock>().TakeAsync(cancellationToken).ConfigureAwait(false);
        DatabaseFile file = services.GetRequiredService<DatabaseFile>();
        file.Prepare(cancellationToken);
        int code = await run(services).ConfigureAwait(false);
        file.Release();
        return code;
    }

    private static ServiceProvider OpenServices(string? database)
    {
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = ContentRoot.Find([]) });
        builder.Configuration.AddJsonFile(Path.Combine(builder.Environment.ContentRootPath, "appsettings.json"), optional: true, reloadOnChange: false).AddEnvironmentVariables();
        if (database is not null)
        {
            builder.Configuration["Data:Path"] = database;
        }

        builder.Services.AddLogging().AddLocalization();
        builder.Services.AddConversations().AddAccounts().AddApiKeys().AddAudit();
        return builder.Services.BuildServiceProvider();
    }
}
