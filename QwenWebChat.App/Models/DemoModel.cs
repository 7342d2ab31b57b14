namespace QwenWebChat.App.Models;

/// <summary>The tiny model that ships with the app, trained by <c>tools/QwenWebChat.DemoModel</c>.</summary>
internal static class DemoModel
{
    /// <summary>The demo model's folder next to the program, where the build copies it.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M");
}
