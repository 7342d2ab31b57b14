namespace QwenWebChat.App.Components;

/// <summary>Paths of the app's own static files, with the build in them: a new build is never shown with old files.</summary>
internal static class AssetPath
{
    private static readonly string Build = typeof(AssetPath).Module.ModuleVersionId.ToString("N")[..8];

    public static string Of(string path) => $"{path}?v={Build}";
}
