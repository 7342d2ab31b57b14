using Microsoft.Extensions.FileProviders;

namespace QwenWebChat.App.Hosting;

/// <summary>Serves KaTeX, Mermaid and uPlot, which the build downloads next to the program if npm is installed.</summary>
internal static class RestoredScripts
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "scripts");

    /// <summary>True if KaTeX is available. Otherwise pages show formulas and diagrams as source text.</summary>
    public static bool IsAvailable { get; } = File.Exists(Path.Combine(Folder, "katex", "katex.mjs")) && File.Exists(Path.Combine(Folder, "mermaid", "mermaid.esm.min.mjs"));

    /// <summary>True if uPlot is available. Otherwise the dashboard shows numbers without charts.</summary>
    public static bool HasCharts { get; } = File.Exists(Path.Combine(Folder, "uplot", "uPlot.esm.js"));

    public static void UseRestoredScripts(this IApplicationBuilder app)
    {
        if (IsAvailable || HasCharts)
        {
            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(Folder),
                RequestPath = "/scripts",
                // The browser revalidates each time, mostly with "not modified": an update is never mixed with old files.
                OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
            });
        }
    }
}
