using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The unchanged web app, with the scripted engine in place of a model and with endpoints that report the load.
/// </summary>
internal static class ScriptedApp
{
    public const string ProcessPath = "/load/process";
    public const string EmissionsPath = "/load/emissions";
    public const string StopPath = "/load/stop";

    /// <summary>Runs the app with the arguments that the command passes on, until it is stopped.</summary>
    public static async Task<int> RunAsync(ScriptedAppSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using ScriptedEngine engine = new(settings.TokensPerSecond, TimeProvider.System);
        return await WebProgram.RunAsync(
            ["--applicationName", typeof(WebProgram).Assembly.GetName().Name!, .. settings.PassedOn],
            services =>
            {
                services.AddSingleton<IModelHost>(new ScriptedModelHost());
                services.AddSingleton<IChatClient>(new ScriptedChatClient(engine));
                services.AddSingleton<IStartupFilter>(new LoadPaths(engine));
            }).ConfigureAwait(false);
    }

    private sealed class LoadPaths(ScriptedEngine engine) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map(ProcessPath, branch => branch.Run(context => context.Response.WriteAsJsonAsync(ProcessFigures.Read())));
            app.Map(EmissionsPath, branch => branch.Run(context => context.Response.WriteAsJsonAsync(engine.Emissions())));
            app.Map(StopPath, branch => branch.Run(_ =>
            {
                engine.Stop();
                return Task.CompletedTask;
            }));
            next(app);
        };
    }
}
