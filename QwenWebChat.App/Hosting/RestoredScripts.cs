using Microsoft.Extensions.FileProviders;

namespace QwenWebChat.App.Hosting;

/// <summary>Serves KaTeX and Mermaid, which the build restores beside the program where it finds npm.</summary>
internal static class RestoredScripts
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "scripts");

    /// <summary>Without them the pages show formulas and diagrams as their source.</summary>
    public static bool AreThere { get; } = File.Exists(Path.Combine(Folder, "katex", "katex.mjs")) && File.Exists(Path.Combine(Folder, "mermaid", "mermaid.esm.min.mjs"));

    public static void UseRestoredScripts(this IApplicationBuilder app)
    {
        if (AreThere)
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
