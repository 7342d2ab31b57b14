using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The unchanged web app, with the scripted engine in place of a model and with endpoints that report the load.
/// </summary>
internal static class ScriptedApp
{
    public const string ProcessPath = "/load/process";
    public const string EmissionsPath = "/load/emissions";
    public const string StopPath = "/load/stop";

    /// <summary>Runs the app until it is stopped.</summary>
    /// <param name="args">The arguments of the app.</param>
    public static async Task<int> RunAsync(double tokensPerSecond, IEnumerable<string> args)
    {
        using ScriptedEngine engine = new(tokensPerSecond, TimeProvider.System);
        return await WebProgram.RunAsync(
            ["--applicationName", typeof(WebProgram).Assembly.GetName().Name!, .. args],
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
