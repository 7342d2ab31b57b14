namespace QwenWebChat.App.Components.Shared;

/// <summary>
/// Builds paths of the app's own static files with the build's version, so that a new build never uses old files.
/// </summary>
internal static class AssetPath
{
    private static readonly string Build = typeof(AssetPath).Module.ModuleVersionId.ToString("N")[..8];

    public static string Of(string path) => $"{path}?v={Build}";
}
