using System.Security.Cryptography;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Components;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.App.Hosting;

/// <summary>The web app: composed, started, and stopped with exit code 2 and one clear line where a setting is wrong.</summary>
internal static class WebProgram
{
    private const int BadInput = 2;

    /// <param name="configure">Puts other services in the place of the app's own, for measurements.</param>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        try
        {
            using SecondSignal ending = new();
            WebApplication app = Build(args, configure);
            // Disposed after a failed start too: the engine's thread must not run on while the process ends.
            await using (app.ConfigureAwait(false))
            {
                // Before any service is made: some look through their folders at once.
                await app.Services.GetRequiredService<DatabaseLock>().TakeAsync().ConfigureAwait(false);
                await RunAsync(app).ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            await Console.Error.WriteLineAsync(line).ConfigureAwait(false);
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
            // A signal came in the middle of the start: what has started stops.
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
        // A failed start is told in one line on standard error; the host would log its stack as well.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.WebHost.UseStaticWebAssets();
        // In a build that is not published it would take every path, for GET alone, and unknown ones would be 405 to others.
        builder.WebHost.UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
        builder.WebHost.ConfigureKestrel(LoopbackOnly.Enforce);
        builder.Services.Configure<HostFilteringOptions>(LoopbackOnly.FilterHosts);
        builder.Services.AddCircuitLimit();
        builder.Services.AddConversations();
        // Stops after all that asks the engine: what ends with the app is written down too.
        builder.Services.AddMonitoring(builder.Configuration);
        builder.Services.AddInference();
        builder.Services.AddDocuments();
        builder.Services.AddChatUi();
        configure?.Invoke(builder.Services);
        new SettingKeys(builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>()).Check(args, builder.Configuration);

        WebApplication app = builder.Build();
        app.UseSecurityHeaders();
        app.UseOwnOrigin();
        app.UseGetForHead();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRequestLocalization();
        app.UseStaticFiles();
        app.UseRestoredScripts();
        app.UseGetForErrorPages();
        app.UseRouting();
        app.UseCircuitLimit();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapExport();
        app.MapSummaryExport();
        app.MapMonitoring();
        app.MapRequestExport();
        // Blazor would add a policy of its own beside the stricter one.
        app.MapRazorComponents<Components.App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    // Settings hold for the life of the process. To watch their files would take one of the few watches that Linux has.
    private static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = ContentRoot.Find(args),
    });

    /// <summary>What is wrong with the settings, in one line; null for a fault of the program, which keeps its stack.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => string.Join(" ", options.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{exception.Message} Choose another with --Urls http://localhost:PORT.",
        InvalidDataException { InnerException: { } cause } => $"{exception.Message} {cause.Message}",
        CryptographicException => $"The certificate that Kestrel's settings name cannot be opened: {exception.Message}",
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => exception.Message.Split('\n')[0].TrimEnd(),
        SqliteException sqlite => $"Data:Path is a database that cannot be used: {DatabaseFile.Explain(sqlite)}",
        StartupException or TorchLibraryException => exception.Message,
        // The configuration binder's own, which names key, value and type.
        InvalidOperationException { InnerException: ArgumentException or FormatException } => exception.Message,
        _ => null,
    };
}
