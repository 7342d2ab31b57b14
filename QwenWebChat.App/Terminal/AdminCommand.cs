using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Terminal;

/// <summary><c>admin create NAME</c> and <c>admin reset-password NAME</c>: accounts without a page, while the app does not run.</summary>
internal static class AdminCommand
{
    private const int BadInput = 2;

    public static Command Create() => new("admin", "Makes administrators and sets passwords, while the app does not run.")
    {
        Change("create", "Makes an administrator. The first one gets everything that was made before there were accounts.", "Created",
            (accounts, name, password) => accounts.CreateAdministratorAsync(name, password)),
        Change("reset-password", "Sets the password of an account, and ends its sessions.", "Changed the password of",
            (accounts, name, password) => accounts.SetPasswordAsync(name, password)),
    };

    private static Command Change(string verb, string description, string done, Func<AccountStore, string, string, Task<AccountFault?>> change)
    {
        Argument<string> name = new("name") { Description = "The name that the account signs in with." };
        Option<string> database = new("--database") { Description = "The app's SQLite file. Default: the setting Data:Path.", HelpName = "FILE" };
        Command command = new(verb, $"{description} The password is asked, or read from standard input.") { name, database };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using ServiceProvider services = OpenServices(parsed.GetValue(database));
            await services.GetRequiredService<DatabaseLock>().TakeAsync(cancellationToken).ConfigureAwait(false);
            DatabaseFile file = services.GetRequiredService<DatabaseFile>();
            file.Prepare(cancellationToken);
            AccountFault? fault = await change(services.GetRequiredService<AccountStore>(), parsed.GetValue(name)!, ReadPassword()).ConfigureAwait(false);
            file.Release();
            if (fault is { } reason)
            {
                await Console.Error.WriteLineAsync(services.GetRequiredService<IStringLocalizer<UiText>>()[$"AccountFault_{reason}"]).ConfigureAwait(false);
                return BadInput;
            }

            using TextWriter output = TerminalOptions.OpenOutput();
            await output.WriteLineAsync($"{done} {parsed.GetValue(name)}.").ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    // The services of accounts and of the database, with the settings of the web app.
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
        builder.Services.AddConversations().AddAccounts();
        return builder.Services.BuildServiceProvider();
    }

    private static string ReadPassword()
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

        Console.Error.Write("Password: ");
        StringBuilder text = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                text.Append(key.KeyChar);
            }
            else if (text.Length > 0)
            {
                text.Length--;
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
