namespace QwenWebChat.App.Monitoring;

/// <summary>Addresses in settings to which the app sends something.</summary>
internal static class WebAddress
{
    /// <summary>Whether a text is an absolute address of http or https.</summary>
    public static bool IsOne(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
