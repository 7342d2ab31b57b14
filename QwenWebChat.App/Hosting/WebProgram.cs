using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.Passkeys;
using QwenWebChat.App.Accounts.Provider;
using QwenWebChat.App.Api.Ollama;
using QwenWebChat.App.Components;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.App.Hosting;

/// <summary>Builds and runs the web app. An invalid setting ends it with exit code 2 and a one-line message.</summary>
internal static class WebProgram
{
    private const int BadInput = 2;

    /// <param name="configure">Replaces services of the app, for measurements.</param>
    /// <param name="error">Receives the message; default: standard error.</param>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null, TextWriter? error = null)
    {
        try
        {
            using SecondSignal ending = new();
            WebApplication app = Build(args, configure);
            // Also disposed after a failed start: the engine's thread must not run while the process ends.
            await using (app.ConfigureAwait(false))
            {
                // Runs before any service is created, because some scan their folders at once.
                await app.Services.GetRequiredService<DatabaseLock>().TakeAsync().ConfigureAwait(false);
                await RunAsync(app).ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            await (error ?? Console.Error).WriteLineAsync(line).ConfigureAwait(false);
            return BadInput;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A signal arrived during startup: the services already started are stopped.
            await app.StopAsync().ConfigureAwait(false);
            return;
        }

        await app.WaitForShutdownAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(string[] args, Action<IServiceCollection>? configure)
    {
        WebApplicationBuilder builder = CreateBuilder(args);
        LogLevels.Check(builder.Configuration);
        ListenAddresses.Check(builder.Configuration, builder.Environment.ContentRootPath);
        // A failed start is reported in one line on standard error; the host would also log the stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.WebHost.UseStaticWebAssets();
        // In an unpublished build this fallback would match every path for GET alone, and unknown paths would return 405
        // for other methods.
        builder.WebHost.UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
        builder.Services.AddConnectionSecurity();
        builder.Services.AddCircuitLimit();
        builder.Services.AddOutbound();
        builder.Services.AddConversations();
        builder.Services.AddAccounts();
        builder.Services.AddApiKeys();
        builder.Services.AddAudit();
        // Stops after all services that use the engine, so that requests aborted by the shutdown are stored too.
        builder.Services.AddMonitoring(builder.Configuration);
        builder.Services.AddQuotas();
        builder.Services.AddRetention();
        builder.Services.AddPersonalData();
        builder.Services.AddInference();
        builder.Services.AddDocuments();
        builder.Services.AddTools();
        builder.Services.AddApi();
        builder.Services.AddChatUi();
        configure?.Invoke(builder.Services);
        new SettingKeys(builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>()).Check(args, builder.Configuration);

        WebApplication app = builder.Build();
        app.UseConnectionSecurity();
        app.UseSecurityHeaders();
        app.UseOwnPath();
        app.UseOwnOrigin();
        app.UseGetForHead();
        app.UseGreeting();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRequestLocalization();
        app.UseStaticFiles();
        app.UseRestoredScripts();
        app.UseGetForErrorPages();
        app.UseRouting();
        app.UseAccounts();
        app.UseCircuitLimit();
        app.UseAntiforgery();
        app.UseStaleForms();
        app.MapStaticAssets().AllowAnonymous();
        app.MapPasskeys();
        app.MapProvider();
        app.MapExport();
        app.MapPersonalData();
        app.MapMonitoring();
        app.MapRequestExport().RequireAuthorization(KeyPolicies.Figures);
        app.MapAudit().RequireAuthorization(AccessPolicies.Administrator);
        app.MapApi();
        // Blazor would add its own policy next to the stricter one.
        app.MapRazorComponents<Components.App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    // Settings are read once. Watching their files would use inotify watches, of which Linux has few.
    private static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = ContentRoot.Find(args),
    });

    /// <summary>Describes an invalid setting in one line; null for a program error, which keeps its stack trace.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => string.Join(" ", options.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{exception.Message} Choose another with --Urls http://localhost:PORT.",
        InvalidDataException { InnerException: { } cause } => $"{exception.Message} {cause.Message}",
        CryptographicException => $"The certificate that Kestrel's settings name cannot be opened: {exception.Message}",
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => exception.Message.Split('\n')[0].TrimEnd(),
        SqliteException sqlite => $"Data:Path is a database that cannot be used: {DatabaseFile.Explain(sqlite)}",
        StartupException or TorchLibraryException => exception.Message,
        // The configuration binder's own message names key, value and type.
        InvalidOperationException { InnerException: ArgumentException or FormatException } => exception.Message,
        _ => null,
    };
}
