using System.CommandLine;
using QwenWebChat.Benchmarks.Commands;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.UiLoad;

/// <summary>Command <c>ui</c>: measures how soon tokens appear on the pages when many pages follow answers at once.</summary>
internal static class UiCommand
{
    public static Command Create()
    {
        Option<int> circuits = new("--circuits") { Description = "Number of pages, each with its own answer.", DefaultValueFactory = _ => 200 };
        Option<double> rate = UiAppCommand.TokensPerSecond();
        Option<double> seconds = new("--seconds") { Description = "Seconds of the measurement, after all answers have started.", DefaultValueFactory = _ => 60 };
        Option<string?> url = new("--url") { Description = "The address of an app that ui-app runs on this machine. Default: a new app.", HelpName = "http://localhost:PORT" };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("ui", "Measures render delay and memory of the web app with many pages and a scripted model.") { circuits, rate, seconds, url, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            UiSettings settings = new()
            {
                Circuits = parsed.GetValue(circuits),
                TokensPerSecond = parsed.GetValue(rate),
                Seconds = parsed.GetValue(seconds),
            };
            settings.Validate();
            UiFigures figures = parsed.GetValue(url) is { } address
                ? await LoadAsync(address, settings, cancellationToken).ConfigureAwait(false)
                : await StartAndLoadAsync(settings, cancellationToken).ConfigureAwait(false);
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Figures.Write(parsed.InvocationConfiguration.Output, figures, UiReport.Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<UiFigures> StartAndLoadAsync(UiSettings settings, CancellationToken cancellationToken)
    {
        AppProcess app = await AppProcess.StartAsync(settings.TokensPerSecond, cancellationToken).ConfigureAwait(false);
        await using (app.ConfigureAwait(false))
        {
            return await new PageLoad(app.Address, settings, TimeProvider.System).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<UiFigures> LoadAsync(string address, UiSettings settings, CancellationToken cancellationToken)
    {
        bool isWeb = Uri.TryCreate(address, UriKind.Absolute, out Uri? root) && root.Scheme is ("http" or "https");
        Require.That(isWeb, "--url", address, "a web address such as http://localhost:5280");
        return new PageLoad(root!, settings, TimeProvider.System).RunAsync(cancellationToken);
    }
}
