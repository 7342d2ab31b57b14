namespace QwenWebChat.App.Models;

/// <summary>The tiny model that ships with the app, trained by <c>tools/QwenWebChat.DemoModel</c>.</summary>
internal static class DemoModel
{
    /// <summary>Beside the program: the build copies it there.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M");
}
