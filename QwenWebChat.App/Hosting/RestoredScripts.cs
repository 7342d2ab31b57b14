using Microsoft.Extensions.FileProviders;

namespace QwenWebChat.App.Hosting;

/// <summary>Serves KaTeX, Mermaid and uPlot, which the build restores beside the program where it finds npm.</summary>
internal static class RestoredScripts
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "scripts");

    /// <summary>Without them the pages show formulas and diagrams as their source.</summary>
    public static bool AreThere { get; } = File.Exists(Path.Combine(Folder, "katex", "katex.mjs")) && File.Exists(Path.Combine(Folder, "mermaid", "mermaid.esm.min.mjs"));

    /// <summary>Without it the dashboard shows its figures and no charts.</summary>
    public static bool HasCharts { get; } = File.Exists(Path.Combine(Folder, "uplot", "uPlot.esm.js"));

    public static void UseRestoredScripts(this IApplicationBuilder app)
    {
        if (AreThere || HasCharts)
        {
            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(Folder),
                RequestPath = "/scripts",
                // Asked for again each time, and mostly answered "not modified": an update is never mixed with old pieces.
                OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
            });
        }
    }
}
