namespace QwenWebChat.App.Monitoring;

/// <summary>Validates addresses in the settings to which the app sends data.</summary>
internal static class WebAddress
{
    /// <summary>Tells whether a text is an absolute http or https address.</summary>
    public static bool IsValidUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
